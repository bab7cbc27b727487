import { useQueryClient } from '@tanstack/react-query';
import type { Job } from '@tinygenesy/contract';
import { useEffect, useRef } from 'react';
import { getJob, jobKey } from '../../../api/jobs/getJob.ts';
import { useActiveJobs } from '../../../api/jobs/getJobs.ts';
import { isFinal } from '../../../words/job.ts';

/** Calls `onEnd` once for each job that was unfinished on this page and has ended. */
export const useJobEnds = (onEnd: (job: Job) => void): void => {
  const client = useQueryClient();
  const active = useActiveJobs().data?.jobs;
  const known = useRef<ReadonlySet<number>>(new Set());
  const latest = useRef(onEnd);
  useEffect(() => {
    latest.current = onEnd;
  });
  useEffect(() => {
    if (active === undefined) return;
    const now = new Set(active.map(({ id }) => id));
    const gone = [...known.current].filter((id) => !now.has(id));
    known.current = now;
    const report = async (id: number): Promise<void> => {
      const cached = client.getQueryData<Job>(jobKey(id));
      // After a lost connection the end had no event.
      const job = cached !== undefined && isFinal(cached) ? cached : await getJob(id);
      if (isFinal(job)) latest.current(job);
    };
    // A job that can't be read now is shown with its result in the list.
    for (const id of gone) report(id).catch(() => undefined);
  }, [active, client]);
};
