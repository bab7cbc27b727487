import type { LeadSet } from '@tinygenesy/contract';
import { useDeleteLeads } from '../../../api/leads/deleteLeads.ts';
import { tellError } from '../../../app/notify.ts';
import { useRestore } from '../../deleted/useRestore.ts';
import { tellWithAction } from '../../shell/tellWithAction.tsx';
import { leadsWord } from '../../../words/numbers.ts';

const undoOfferedMs = 20_000;

/** Deletes leads, shows their number and offers Undo. Its component must stay mounted after the selection is cleared. */
export const useDeleteSelected = (onDeleted: () => void) => {
  const remove = useDeleteLeads();
  const { undo } = useRestore();

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
