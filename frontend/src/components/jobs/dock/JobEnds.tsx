import { VisuallyHidden } from '@mantine/core';
import type { Job } from '@tinygenesy/contract';
import { useEffect, useState } from 'react';
import { onJobStarted } from '../../../api/jobs/startedJobs.ts';
import { useMeta } from '../../../api/session/getMeta.ts';
import { jobResultWords } from '../../../words/jobResult.ts';
import { tellWithAction } from '../../shell/tellWithAction.tsx';
import { noticeEnd } from './browserNotice.ts';
import { focusDock, isDockShown, showDock } from './dockState.ts';
import { useJobEnds } from './useJobEnds.ts';

/**
 * Shows the dock when this page starts a job. Tells the start of these jobs and the end of every job: aloud, or the end
 * in a notification without a dock.
 */
export const JobEnds = () => {
  const { data: meta } = useMeta();
  const currency = meta?.currency ?? 'EUR';
  const [said, setSaid] = useState<{ jobId: number; words: string } | null>(null);
  useEffect(
    () =>
      onJobStarted((job) => {
        showDock();
        // The end of a short job may arrive before the answer to its start.
        setSaid((before) => (before?.jobId === job.id ? before : { jobId: job.id, words: `${job.title}: started` }));
      }),
    [],
  );
  useJobEnds((job: Job) => {
    const words = jobResultWords(job, currency);
    noticeEnd(job, words, focusDock);
    if (isDockShown()) {
      setSaid({ jobId: job.id, words: `${job.title}: ${words}` });
      return;
    }
    // A notification is read aloud as well.
    tellWithAction({
      id: `job-ended-${job.id}`,
      message: `${job.title}: ${words}.`,
      action: 'Show job',
      autoCloseMs: 15_000,
      onAction: (close) => {
        close();
        focusDock();
      },
    });
  });
  return (
    <VisuallyHidden role="status" aria-label="Job updates">
      {said?.words}
    </VisuallyHidden>
  );
};
