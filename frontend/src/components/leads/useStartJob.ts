import type { MutateOptions } from '@tanstack/react-query';
import type { Job } from '@tinygenesy/contract';
import { useState } from 'react';
import { newIdempotencyKey } from '../../api/http.ts';
import { useParam } from '../../app/useParam.ts';

type Keyed<Input> = Input & { idempotencyKey: string };
type StartMutation<Input> = { mutate: (input: Keyed<Input>, options: MutateOptions<Job, Error, Keyed<Input>>) => void };

/**
 * Starts a job from a dialog, then closes the dialog and opens the list of jobs. A repeated request with the same
 * idempotency key creates no second job. A refused start gets a new key, because the next input may differ.
 */
export const useStartJob = <Input extends object>(start: StartMutation<Input>, onClose: () => void) => {
  const [idempotencyKey, setIdempotencyKey] = useState(newIdempotencyKey);
  const [, setJobsDrawer] = useParam('jobs');
  return (input: Input): void =>
    start.mutate(
      { ...input, idempotencyKey },
      {
        onSuccess: () => {
          onClose();
          setJobsDrawer('open');
        },
        onError: () => setIdempotencyKey(newIdempotencyKey()),
      },
    );
};
