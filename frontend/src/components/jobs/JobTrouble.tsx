import { Alert, Button, Group, Text } from '@mantine/core';
import { type Job, spendingBounds } from '@tinygenesy/contract';
import { useState } from 'react';
import { useControlJob } from '../../api/jobs/controlJob.ts';
import { tellError } from '../../app/notify.ts';
import { needsHigherLimit, resumesItself } from '../../words/job.ts';
import { money } from '../../words/money.ts';
import { moneyDraft } from '../../words/numberDraft.ts';
import { leadsWord } from '../../words/numbers.ts';
import { typedNumber } from '../../words/readNumber.ts';
import { PilotDecision } from './PilotDecision.tsx';
import { MoneyInput } from '../shell/numbers/NumberInputs.tsx';

/** Amounts by which one click raises a spending limit, in micro-units. */
const raises = [5_000_000, 20_000_000];

type RaiseLimitProps = { job: Job; currency: string };

/** Buttons that raise the spending limit of a job by usual amounts and resume it. */
export const RaiseChips = ({ job, currency }: RaiseLimitProps) => {
  const control = useControlJob();
  return raises.map((micros) => (
    <Button
      key={micros}
      size="compact-xs"
      variant="default"
      disabled={control.isPending}
      aria-label={`Raise the spending limit by ${money(micros, currency)} and resume`}
      onClick={() =>
        control.mutate(
          { action: 'resume', jobId: job.id, maxCostMicros: (job.maxCostMicros ?? 0) + micros },
          { onError: (error) => tellError('Couldn’t resume the job', error) },
        )
      }
    >
      + {money(micros, currency)}
    </Button>
  ));
};

const RaiseLimit = ({ job, currency }: RaiseLimitProps) => {
  const control = useControlJob();
  const [limit, setLimit] = useState(() => moneyDraft(null));
  const raised = limit.value;
  return (
    <>
      <Group gap={6} mt={6}>
        <RaiseChips job={job} currency={currency} />
      </Group>
      <Group gap="xs" mt={6} align="end">
        <MoneyInput
          size="xs"
          label={`New spending limit in ${currency}`}
          placeholder={typedNumber((job.maxCostMicros ?? 0) / 1_000_000)}
          currency={currency}
          bounds={{ min: (job.maxCostMicros ?? 0) + 1, max: spendingBounds.max }}
          draft={limit}
          onDraft={setLimit}
        />
        <Button
          size="xs"
          disabled={raised === null || control.isPending}
          onClick={() => {
            if (raised === null) return;
            control.mutate(
              { action: 'resume', jobId: job.id, maxCostMicros: raised },
              { onError: (error) => tellError('Couldn’t resume the job', error) },
            );
          }}
        >
          {control.isPending ? 'Resuming…' : 'Raise limit and resume'}
        </Button>
      </Group>
    </>
  );
};

/** Why a job waits or failed, and the next step. */
export const JobTrouble = ({ job, currency }: { job: Job; currency: string }) => {
  if (job.pilot !== null) return <PilotDecision job={job} pilot={job.pilot} currency={currency} />;
  if (job.error === null && job.state !== 'on_hold') return null;
  const raisesLimit = needsHigherLimit(job);
  const waiting = job.counts['on_hold'] ?? 0;
  return (
    <Alert color={job.state === 'failed' ? 'red' : 'orange'} variant="light" p="xs" role="status">
      <Text size="sm">
        {job.error?.text ?? 'Some leads wait for a provider or a higher spending limit.'}
        {raisesLimit
          ? ` · ${leadsWord(waiting)} ${waiting === 1 ? 'waits' : 'wait'}. Raise the spending limit to continue.`
          : ''}
      </Text>
      {raisesLimit ? <RaiseLimit job={job} currency={currency} /> : null}
      {job.state === 'on_hold' && !raisesLimit ? (
        <Text size="xs" c="dimmed" mt={2}>
          {resumesItself(job)
            ? 'The job resumes by itself once the provider can be called again. Until then it makes no calls and costs nothing.'
            : 'Fix the cause, then resume the job. Until then the job makes no calls and costs nothing.'}
        </Text>
      ) : null}
    </Alert>
  );
};
