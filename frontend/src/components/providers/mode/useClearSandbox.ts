import { useClearSandboxNumbers } from '../../../api/leads/clearSandboxNumbers.ts';
import { tell, tellError } from '../../../app/notify.ts';
import { count } from '../../../words/numbers.ts';

/** Clears the sandbox numbers and tells how many, also after the caller's dialog was closed. A job tells itself. */
export const useClearSandbox = () => {
  const { mutateAsync, isPending } = useClearSandboxNumbers();
  const clear = (): void => {
    mutateAsync().then(
      (answer) => {
        if (answer.kind === 'job') return;
        const { cleared } = answer.result;
        tell(`${count(cleared)} sandbox ${cleared === 1 ? 'number' : 'numbers'} cleared.`);
      },
      (error: unknown) => tellError('Couldn’t clear the sandbox numbers', error),
    );
  };
  return { clear, isPending };
};
