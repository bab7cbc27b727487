import { Alert, Button, Group, Text } from '@mantine/core';
import type { Job, PilotResult } from '@tinygenesy/contract';
import { useControlJob } from '../../api/jobs/controlJob.ts';
import { tellError } from '../../app/notify.ts';
import { leadsWord } from '../../words/numbers.ts';
import { pilotWords, restWords } from '../../words/pilot.ts';

type PilotDecisionProps = { job: Job; pilot: PilotResult; currency: string };

/** The result of a job's first leads, what the rest would bring, and the decision to continue or to end. */
export const PilotDecision = ({ job, pilot, currency }: PilotDecisionProps) => {
  const control = useControlJob();
  const decide = (action: 'resume' | 'cancel'): void =>
    control.mutate(
      { action, jobId: job.id },
      { onError: (error) => tellError(`Couldn’t ${action === 'resume' ? 'continue' : 'end'} the job`, error) },
    );
  const leftMicros = job.maxCostMicros === null ? null : job.maxCostMicros - job.costMicros;
  return (
    <Alert color="indigo" variant="light" p="xs" role="status" aria-label={`Result of the first leads of ${job.title}`}>
      <Text size="sm" fw={600} className="tnum">
        {pilotWords(pilot, currency)}
      </Text>
      <Text size="sm" className="tnum">
        {restWords(pilot, currency)}
      </Text>
      {leftMicros !== null && pilot.rest.expectedMicros > leftMicros ? (
        <Text size="xs" c="dimmed">
          The spending limit may be reached before that. The job then goes on hold until you raise it.
        </Text>
      ) : null}
      <Group gap={6} mt={6}>
        <Button size="compact-sm" disabled={control.isPending} onClick={() => decide('resume')}>
          Continue with {leadsWord(pilot.rest.leads)}
        </Button>
        <Button size="compact-sm" variant="default" disabled={control.isPending} onClick={() => decide('cancel')}>
          End here
        </Button>
      </Group>
    </Alert>
  );
};
