import type { Job } from '@tinygenesy/contract';

const listeners = new Set<(job: Job) => void>();

/** Tells that this page started a job. Call it with the response of every request that starts one. */
export const tellStarted = (job: Job): void => {
  for (const listener of listeners) listener(job);
};

/** Calls a listener for each job that this page starts. @returns stops this */
export const onJobStarted = (listener: (job: Job) => void): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};
