import {
  Alert,
  Anchor,
  Badge,
  Button,
  Card,
  ColorSwatch,
  Group,
  Progress,
  Stack,
  Text,
  Title,
  Tooltip,
  useMantineTheme,
  getThemeColor,
} from '@mantine/core';
import { type Job, type RetriedItems, spendingBounds } from '@tinygenesy/contract';
import { useState } from 'react';
import { Link } from 'react-router';
import { useControlJob } from '../../api/jobs/controlJob.ts';
import { useMeta } from '../../api/session/getMeta.ts';
import { progressOf } from '../../api/jobs/jobProgress.ts';
import { useRetryEstimate } from '../../api/jobs/estimateRetry.ts';
import { tell, tellError } from '../../app/notify.ts';
import {
  importOfJob,
  isFinal,
  jobActions,
  jobCancelled,
  jobDone,
  jobFailed,
  jobSegments,
  jobStateColor,
  jobStateWords,
  leadsPerMinute,
  speedWords,
} from '../../words/job.ts';
import { PriceQuestion } from '../shell/PriceQuestion.tsx';
import { EmailReasons } from './EmailReasons.tsx';
import { money } from '../../words/money.ts';
import { moneyDraft } from '../../words/numberDraft.ts';
import { typedNumber } from '../../words/readNumber.ts';
import { MoneyInput } from '../shell/numbers/NumberInputs.tsx';
import { count, leadsWord } from '../../words/numbers.ts';
import { etaWords, momentWords, spanWords } from '../../words/time.ts';

/** `143 of 180 · 15 cancelled · 31 a minute · 1 min 12 s left · €11.20 spent` */
const summary = (job: Job, currency: string, nowMs: number): string => {
  const done = jobDone(job);
  const eta = etaWords(job.etaSeconds);
  const took =
    job.startedAt !== null && job.endedAt !== null
      ? `took ${spanWords((Date.parse(job.endedAt) - Date.parse(job.startedAt)) / 1_000)}`
      : null;
  return [
    job.total === null
      ? `Reading the leads: ${count(job.counts['waiting'] ?? 0)} so far`
      : `${count(done)} of ${count(job.total)}`,
    jobCancelled(job) > 0 ? `${count(jobCancelled(job))} cancelled` : null,
    speedWords(leadsPerMinute(job, progressOf(job.id), nowMs)),
    job.state === 'running' && eta !== null ? `${eta} left` : null,
    took,
    job.kind === 'phone_lookup' || job.costMicros > 0
      ? `${money(job.costMicros, currency)} spent${job.maxCostMicros === null ? '' : ` of at most ${money(job.maxCostMicros, currency)}`}`
      : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
};

const Bar = ({ job }: { job: Job }) => {
  const theme = useMantineTheme();
  const segments = jobSegments(job);
  return (
    <Stack gap={6}>
      <Progress.Root size={10} aria-label={`Outcomes of ${job.title}`}>
        {segments.map(({ key, label, share, color, count: leads }) => (
          <Tooltip key={key} label={`${count(leads)} ${label}`}>
            <Progress.Section value={share * 100} color={color} aria-label={`${leads} ${label}`} />
          </Tooltip>
        ))}
      </Progress.Root>
      <Group gap="4px 12px">
        {segments.map(({ key, label, color, count: leads }) => (
          <Group key={key} gap={5} wrap="nowrap">
            <ColorSwatch size={9} color={getThemeColor(color, theme)} withShadow={false} />
            <Text size="xs" className="tnum">
              {count(leads)} {label}
            </Text>
          </Group>
        ))}
      </Group>
    </Stack>
  );
};

/** Whether only more money brings it on. */
const needsBudget = (job: Job): boolean => job.state === 'on_hold' && job.error?.code === 'over_budget';

/** Why a job stands still or has failed, and the way on. */
const Trouble = ({ job, currency }: { job: Job; currency: string }) => {
  const control = useControlJob();
  const [limit, setLimit] = useState(() => moneyDraft(null));
  if (job.error === null && job.state !== 'on_hold') return null;
  const raised = limit.value;
  const raisesCap = needsBudget(job);
  const waiting = job.counts['on_hold'] ?? 0;
  return (
    <Alert color={job.state === 'failed' ? 'red' : 'orange'} variant="light" p="xs" role="status">
      <Text size="sm">
        {job.error?.text ?? 'Some leads wait for a provider or for more budget.'}
        {raisesCap ? ` · ${leadsWord(waiting)} ${waiting === 1 ? 'waits' : 'wait'}. Raise the limit to go on.` : ''}
      </Text>
      {raisesCap ? (
        <Group gap="xs" mt={6} align="end">
          <MoneyInput
            size="xs"
            label={`New limit in ${currency}`}
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
                { onError: (error) => tellError('The job was not resumed', error) },
              );
            }}
          >
            {control.isPending ? 'Resuming…' : 'Raise and resume'}
          </Button>
        </Group>
      ) : null}
      {job.state === 'on_hold' && !raisesCap ? (
        <Text size="xs" c="dimmed" mt={2}>
          Once that is mended, resume the job. Nothing is asked or spent until then.
        </Text>
      ) : null}
    </Alert>
  );
};

const done = { cancel: 'cancelled', pause: 'paused', resume: 'resumed' } as const;

const RetryQuestion = ({
  job,
  items,
  ...actions
}: {
  job: Job;
  items: RetriedItems;
  onConfirm: () => void;
  onClose: () => void;
}) => {
  const estimate = useRetryEstimate(job.id, items);
  const leads = leadsWord(estimate.data?.leads ?? (items === 'cancelled' ? jobCancelled(job) : jobFailed(job)));
  const action = items === 'cancelled' ? `Continue with ${leads}` : `Retry ${leads}`;
  return <PriceQuestion action={action} estimate={estimate} {...actions} />;
};

/** One job: how far it is, what came out, and what can be done about it. */
export const JobCard = ({ job, onLeave }: { job: Job; onLeave?: () => void }) => {
  const { data: meta } = useMeta();
  const control = useControlJob();
  const actions = jobActions(job);
  const currency = meta?.currency ?? 'EUR';
  const importId = importOfJob(job);
  const [asked, setAsked] = useState<RetriedItems | null>(null);
  const act = (action: 'cancel' | 'pause' | 'resume'): void =>
    control.mutate(
      { action, jobId: job.id },
      { onError: (error) => tellError(`The job was not ${done[action]}`, error) },
    );
  const startAgain = (items: RetriedItems): void =>
    control.mutate(
      { action: 'retry', jobId: job.id, items },
      {
        onSuccess: (answer) => tell(`“${answer.title}” was started.`),
        onError: (error) => tellError('The job was not started again', error),
      },
    );
  // Only lookups cost money: their price comes first.
  const askFirst = (items: RetriedItems): void => (job.kind === 'phone_lookup' ? setAsked(items) : startAgain(items));
  const pending = control.isPending ? control.variables.action : null;

  return (
    <Card withBorder padding="sm" component="article" aria-label={job.title}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" align="start">
          <div style={{ minWidth: 0 }}>
            <Title order={3} size="sm">
              {job.title}
            </Title>
            <Text size="xs" c="dimmed">
              Job {job.id} · {momentWords(job.createdAt)}
              {job.retryOf === null ? '' : ` · continues job ${job.retryOf}`}
            </Text>
          </div>
          <Group gap={4} wrap="nowrap" style={{ flex: 'none' }}>
            {job.mode === 'sandbox' ? (
              <Badge size="sm" variant="outline" color="gray" tt="none">
                sandbox
              </Badge>
            ) : null}
            <Badge size="sm" variant="light" color={jobStateColor(job.state)} tt="none">
              {jobStateWords(job.state)}
            </Badge>
          </Group>
        </Group>
        <Bar job={job} />
        <Text size="sm" className="tnum" role="status" aria-live="off" aria-label={`Progress of ${job.title}`}>
          {summary(job, currency, Date.now())}
        </Text>
        <Trouble job={job} currency={currency} />
        {job.kind === 'email_verification' && isFinal(job) ? <EmailReasons job={job} onLeave={onLeave} /> : null}
        {asked === null ? null : (
          <RetryQuestion
            job={job}
            items={asked}
            onConfirm={() => {
              setAsked(null);
              startAgain(asked);
            }}
            onClose={() => setAsked(null)}
          />
        )}
        <Group gap={6}>
          {actions.pause ? (
            <Button size="compact-xs" variant="default" disabled={control.isPending} onClick={() => act('pause')}>
              {pending === 'pause' ? 'Pausing…' : 'Pause'}
            </Button>
          ) : null}
          {actions.resume && !needsBudget(job) ? (
            <Button size="compact-xs" variant="default" disabled={control.isPending} onClick={() => act('resume')}>
              {pending === 'resume' ? 'Resuming…' : 'Resume'}
            </Button>
          ) : null}
          {actions.cancel ? (
            <Button size="compact-xs" variant="default" disabled={control.isPending} onClick={() => act('cancel')}>
              {pending === 'cancel' ? 'Cancelling…' : 'Cancel'}
            </Button>
          ) : null}
          {actions.retry ? (
            <Button size="compact-xs" disabled={control.isPending} onClick={() => askFirst('failed')}>
              {pending === 'retry'
                ? 'Starting…'
                : `Retry ${count(jobFailed(job))} ${job.kind === 'email_verification' ? 'unknown' : 'failed'}`}
            </Button>
          ) : null}
          {actions.continue ? (
            <Button
              size="compact-xs"
              variant={actions.retry ? 'default' : 'filled'}
              disabled={control.isPending}
              onClick={() => askFirst('cancelled')}
            >
              {pending === 'retry'
                ? 'Starting…'
                : jobCancelled(job) === 1
                  ? 'Continue with this one'
                  : `Continue with these ${count(jobCancelled(job))}`}
            </Button>
          ) : null}
          {importId === null ? null : (
            <Button
              size="compact-xs"
              variant="subtle"
              component={Link}
              to={{ pathname: '/imports', search: `import=${importId}` }}
              {...(onLeave === undefined ? {} : { onClick: onLeave })}
            >
              Show the import
            </Button>
          )}
          {job.kind === 'import_undo' ? null : (
            <Button
              size="compact-xs"
              variant="subtle"
              component={Link}
              to={{ pathname: '/leads', search: importId === null ? `jobId=${job.id}` : `importId=${importId}` }}
              {...(onLeave === undefined ? {} : { onClick: onLeave })}
            >
              Show leads
            </Button>
          )}
          {meta?.temporalUiUrl == null ? null : (
            <Anchor
              size="xs"
              c="dimmed"
              ml="auto"
              target="_blank"
              rel="noreferrer"
              href={temporalUrl(meta.temporalUiUrl, job.id)}
            >
              Open in Temporal ↗
            </Anchor>
          )}
        </Group>
      </Stack>
    </Card>
  );
};

const temporalUrl = (base: string, jobId: number): string => {
  const query = encodeURIComponent(`\`WorkflowId\`="job-${jobId}"`);
  return `${base.replace(/\/$/u, '')}/namespaces/default/workflows?query=${query}`;
};
