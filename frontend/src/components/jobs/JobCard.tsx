import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import type { Job } from '@tinygenesy/contract';
import { useCorrections } from '../../api/emails/emailCorrections.ts';
import { useMeta } from '../../api/session/getMeta.ts';
import { isFinal, jobStateColor, jobStateWords } from '../../words/job.ts';
import { jobResultWords } from '../../words/jobResult.ts';
import { momentWords } from '../../words/time.ts';
import { EmailReasons } from './EmailReasons.tsx';
import { JobActions } from './JobActions.tsx';
import { JobBar } from './JobBar.tsx';
import { JobLinks } from './JobLinks.tsx';
import { JobNextSteps } from './JobNextSteps.tsx';
import { JobResults } from './JobResults.tsx';
import { jobSummary } from './jobSummary.ts';
import { JobTrouble } from './JobTrouble.tsx';
import { nextSteps } from './nextSteps.ts';
import { TakeCorrections } from './TakeCorrections.tsx';

/** State of a job, and whether it ran with sandbox providers. */
export const JobBadges = ({ job }: { job: Job }) => (
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
);

const JobHead = ({ job }: { job: Job }) => (
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
    <JobBadges job={job} />
  </Group>
);

type JobCardProps = {
  job: Job;
  /** Opens the results by provider from the start. */
  showsResults?: boolean;
};

/** One job: its progress, its results, what to do next, and its actions. */
export const JobCard = ({ job, showsResults = false }: JobCardProps) => {
  const { data: meta } = useMeta();
  const currency = meta?.currency ?? 'EUR';
  const steps = nextSteps(job);
  const isVerified = job.kind === 'email_verification' && isFinal(job);
  const suggested = useCorrections(job.id, isVerified).data;
  const hasCorrections = isVerified && suggested !== undefined && suggested.total > 0;
  return (
    <Card withBorder padding="sm" component="article" aria-label={job.title}>
      <Stack gap="xs">
        <JobHead job={job} />
        {isFinal(job) ? (
          <Text size="sm" fw={600} className="tnum">
            {jobResultWords(job, currency)}
          </Text>
        ) : null}
        <JobBar job={job} />
        <Text
          size="sm"
          className="tnum"
          role="status"
          data-unfinished={isFinal(job) ? undefined : true}
          aria-live="off"
          aria-label={`Progress of ${job.title}`}
        >
          {jobSummary(job, currency, Date.now())}
        </Text>
        <JobTrouble job={job} currency={currency} />
        {hasCorrections ? <TakeCorrections job={job} suggested={suggested} /> : null}
        <JobActions job={job} hasMainButton={hasCorrections || steps.length > 0}>
          {(buttons) => (
            <Group gap={6}>
              <JobNextSteps steps={steps} hasMainButton={!hasCorrections} />
              {buttons}
              <JobLinks job={job} />
            </Group>
          )}
        </JobActions>
        {isVerified ? <EmailReasons job={job} /> : null}
        {job.kind === 'phone_lookup' && job.total !== 0 ? (
          <JobResults job={job} currency={currency} isOpened={showsResults} />
        ) : null}
      </Stack>
    </Card>
  );
};
