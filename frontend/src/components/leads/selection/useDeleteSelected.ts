import type { LeadSet } from '@tinygenesy/contract';
import { useDeleteLeads } from '../../../api/leads/deleteLeads.ts';
import { useRestoreLeads } from '../../../api/leads/restoreLeads.ts';
import { tell, tellError } from '../../../app/notify.ts';
import { tellWithAction } from '../../shell/tellWithAction.tsx';
import { leadsWord } from '../../../words/numbers.ts';

const undoOfferedMs = 20_000;

/** Deletes leads, shows their number and offers Undo. Its component must stay mounted after the selection is cleared. */
export const useDeleteSelected = (onDeleted: () => void) => {
  const remove = useDeleteLeads();
  const restore = useRestoreLeads();

  const undo = (undoToken: string, onRestored: () => void): void =>
    restore.mutate(undoToken, {
      onSuccess: (answer) => {
        onRestored();
        if (answer.kind === 'job') return;
        const { restored, conflicts } = answer.result;
        tell(
          conflicts === 0
            ? `${leadsWord(restored)} restored.`
            : `${leadsWord(restored)} restored. ${leadsWord(conflicts)} not restored: another lead has the same email or LinkedIn profile now.`,
        );
      },
      onError: (error) => tellError('Couldn’t restore the leads', error),
    });

  const deleteSelected = (set: LeadSet): void =>
    remove.mutate(set, {
      onSuccess: (deletion) => {
        onDeleted();
        if (deletion.kind === 'job') return;
        tellWithAction({
          id: `deleted-${deletion.result.undoToken}`,
          message: `${leadsWord(deletion.result.deleted)} deleted.`,
          action: 'Undo',
          autoCloseMs: undoOfferedMs,
          onAction: (close) => undo(deletion.result.undoToken, close),
        });
      },
      onError: (error) => tellError('Couldn’t delete the leads. No lead was deleted.', error),
    });

  return { deleteSelected, isDeleting: remove.isPending };
};
