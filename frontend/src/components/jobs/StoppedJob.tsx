import { Anchor, Button, Text } from '@mantine/core';
import type { Job } from '@tinygenesy/contract';
import { useControlJob } from '../../api/jobs/controlJob.ts';
import { tellError } from '../../app/notify.ts';
import { needsHigherLimit } from '../../words/job.ts';
import { count, leadsWord } from '../../words/numbers.ts';
import { focusDock } from './dock/dockState.ts';
import { RaiseChips } from './JobTrouble.tsx';
import classes from './StoppedJobs.module.css';

const whyWords = (job: Job): string => {
  if (job.pilot !== null)
    return `paused: ${job.pilot.leads === 1 ? 'its first lead is' : `its first ${count(job.pilot.leads)} leads are`} done`;
  if (job.state === 'paused') return 'paused';
  return `on hold. ${job.error?.text ?? 'Some leads wait for a provider or a higher spending limit.'}`;
};

/** A job that waits for a person: why, and the way on. */
export const StoppedJob = ({ job, currency }: { job: Job; currency: string }) => {
  const control = useControlJob();
  const waiting = (job.counts['waiting'] ?? 0) + (job.counts['running'] ?? 0) + (job.counts['on_hold'] ?? 0);
  return (
    <div
      className={classes['line']}
      role="note"
      aria-label={`${job.title}: ${job.state === 'paused' ? 'paused' : 'on hold'}`}
    >
      <Text size="xs" span>
        “{job.title}” is {whyWords(job)}
        {waiting > 0 ? ` · ${count(waiting)} waiting` : ''}
      </Text>
      {needsHigherLimit(job) ? (
        <RaiseChips job={job} currency={currency} />
      ) : (
        <Button
          size="compact-xs"
          variant="default"
          disabled={control.isPending}
          onClick={() =>
            control.mutate(
              { action: 'resume', jobId: job.id },
              { onError: (error) => tellError('Couldn’t resume the job', error) },
            )
          }
        >
          {job.pilot === null ? 'Resume' : `Continue with ${leadsWord(job.pilot.rest.leads)}`}
        </Button>
      )}
      <Anchor component="button" type="button" size="xs" onClick={focusDock}>
        Show job
      </Anchor>
    </div>
  );
};
