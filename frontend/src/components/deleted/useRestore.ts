import { useRestoreLeads } from '../../api/leads/restoreLeads.ts';
import { tell, tellError } from '../../app/notify.ts';
import { leadsWord } from '../../words/numbers.ts';

/** Undoes a deletion by its token and tells the result. More than 1,000 leads are restored by a job. */
export const useRestore = () => {
  const restore = useRestoreLeads();
  const undo = (undoToken: string, onRestored?: () => void): void =>
    restore.mutate(undoToken, {
      onSuccess: (answer) => {
        onRestored?.();
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
  return { undo, isRestoring: restore.isPending };
};
