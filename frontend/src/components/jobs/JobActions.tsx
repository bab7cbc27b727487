import { Button } from '@mantine/core';
import type { Job, RetriedItems } from '@tinygenesy/contract';
import { type ReactNode, useState } from 'react';
import { useControlJob } from '../../api/jobs/controlJob.ts';
import { tellError } from '../../app/notify.ts';
import { jobActions, jobCancelled, jobFailed, needsHigherLimit } from '../../words/job.ts';
import { count } from '../../words/numbers.ts';
import { RetryQuestion } from './RetryQuestion.tsx';

const controls = [
  { action: 'pause', label: 'Pause', busy: 'Pausing…' },
  { action: 'resume', label: 'Resume', busy: 'Resuming…' },
  { action: 'cancel', label: 'Cancel', busy: 'Cancelling…' },
] as const;

const continueLabel = (cancelled: number): string =>
  cancelled === 1 ? 'Continue with this lead' : `Continue with these ${count(cancelled)}`;

type JobActionsProps = {
  job: Job;
  /** Whether the card has a main button already. */
  hasMainButton: boolean;
  children: (buttons: ReactNode) => ReactNode;
};

/**
 * Buttons that pause, resume, cancel, retry and continue a job, and the price question before a paid retry.
 * @param children render the buttons in their place; the question is above them
 */
export const JobActions = ({ job, hasMainButton, children }: JobActionsProps) => {
  const control = useControlJob();
  const [confirming, setConfirming] = useState<RetriedItems | null>(null);
  const actions = jobActions(job);
  const pending = control.isPending ? control.variables.action : null;
  const retry = (items: RetriedItems): void =>
    control.mutate(
      { action: 'retry', jobId: job.id, items },
      {
        onError: (error) => tellError('Couldn’t start the job again', error),
      },
    );
  // Only phone lookups cost money.
  const confirmOrRetry = (items: RetriedItems): void =>
    job.kind === 'phone_lookup' ? setConfirming(items) : retry(items);
  const confirm = (items: RetriedItems): void => {
    setConfirming(null);
    retry(items);
  };
  return (
    <>
      {confirming === null ? null : (
        <RetryQuestion
          job={job}
          items={confirming}
          onConfirm={() => confirm(confirming)}
          onClose={() => setConfirming(null)}
        />
      )}
      {children(
        <>
          {controls.map(({ action, label, busy }) =>
            actions[action] && job.pilot === null && !(action === 'resume' && needsHigherLimit(job)) ? (
              <Button
                key={action}
                size="compact-xs"
                variant="default"
                disabled={control.isPending}
                onClick={() =>
                  control.mutate(
                    { action, jobId: job.id },
                    { onError: (error) => tellError(`Couldn’t ${action} the job`, error) },
                  )
                }
              >
                {pending === action ? busy : label}
              </Button>
            ) : null,
          )}
          {actions.retry ? (
            <Button
              size="compact-xs"
              variant={hasMainButton ? 'default' : 'filled'}
              disabled={control.isPending}
              onClick={() => confirmOrRetry('failed')}
            >
              {pending === 'retry'
                ? 'Starting…'
                : `Retry ${count(jobFailed(job))} ${job.kind === 'email_verification' ? 'unknown' : 'failed'}`}
            </Button>
          ) : null}
          {actions.continue ? (
            <Button
              size="compact-xs"
              variant={actions.retry || hasMainButton ? 'default' : 'filled'}
              disabled={control.isPending}
              onClick={() => confirmOrRetry('cancelled')}
            >
              {pending === 'retry' ? 'Starting…' : continueLabel(jobCancelled(job))}
            </Button>
          ) : null}
        </>,
      )}
    </>
  );
};
