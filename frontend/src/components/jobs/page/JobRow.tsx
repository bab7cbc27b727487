import { Progress, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { Job } from '@tinygenesy/contract';
import { useId } from 'react';
import { isFinal, isStopped, jobDone, jobKindWords, jobSegments } from '../../../words/job.ts';
import { jobResultWords } from '../../../words/jobResult.ts';
import { money } from '../../../words/money.ts';
import { count } from '../../../words/numbers.ts';
import { etaWords } from '../../../words/time.ts';
import { JobBadges, JobCard } from '../JobCard.tsx';
import stopped from '../Stopped.module.css';
import classes from './JobsTable.module.css';

const timeWords = (iso: string): string =>
  new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(new Date(iso));

const progressWords = (job: Job): string => {
  if (isFinal(job)) return jobResultWords({ ...job, costMicros: 0 }, '');
  if (job.total === null) return 'Reading the leads';
  const eta = job.state === 'running' ? etaWords(job.etaSeconds) : null;
  return `${count(jobDone(job))} of ${count(job.total)}${eta === null ? '' : ` · ${eta} left`}`;
};

/** The outcomes of a job as a thin bar. Its words are beside it. */
const SparkBar = ({ job }: { job: Job }) => (
  <Progress.Root size={6} aria-hidden className={isStopped(job) ? stopped['hatched'] : undefined}>
    {jobSegments(job).map(({ key, share, color }) => (
      <Progress.Section key={key} value={share * 100} color={color} />
    ))}
  </Progress.Root>
);

type JobRowProps = { job: Job; currency: string; isOpen: boolean; onToggle: () => void };

/** One job in a row, which opens to its card. */
export const JobRow = ({ job, currency, isOpen, onToggle }: JobRowProps) => {
  const cardId = useId();
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <>
      <tr className={classes['row']} data-open={isOpen || undefined}>
        <td className={classes['what']}>
          <UnstyledButton
            className={classes['open']}
            aria-expanded={isOpen}
            aria-controls={isOpen ? cardId : undefined}
            onClick={onToggle}
          >
            <Chevron size={16} aria-hidden style={{ flex: 'none' }} />
            <span>
              {job.title}
              <Text span size="xs" c="dimmed" display="block">
                {jobKindWords(job.kind)} · job {job.id}
              </Text>
            </span>
          </UnstyledButton>
        </td>
        <td className={classes['state']}>
          <JobBadges job={job} />
        </td>
        <td className={classes['progress']}>
          <SparkBar job={job} />
          <Text size="xs" className="tnum" mt={3}>
            {progressWords(job)}
          </Text>
        </td>
        <td className={`${classes['number']} tnum`}>{job.costMicros > 0 ? money(job.costMicros, currency) : '–'}</td>
        <td className={`${classes['number']} tnum`}>{timeWords(job.createdAt)}</td>
      </tr>
      {isOpen ? (
        <tr>
          <td colSpan={5} id={cardId} className={classes['card']}>
            <JobCard job={job} showsResults />
          </td>
        </tr>
      ) : null}
    </>
  );
};
