import { Button, Text } from '@mantine/core';
import type { Job } from '@tinygenesy/contract';
import { Fragment } from 'react';
import type { JobFilter } from '../../../api/jobs/getJobs.ts';
import { useJobs } from '../../../api/jobs/getJobs.ts';
import { useMeta } from '../../../api/session/getMeta.ts';
import { useParam } from '../../../app/useParam.ts';
import { dayWords } from '../../../words/time.ts';
import { Loaded } from '../../shell/Loaded.tsx';
import { JobRow } from './JobRow.tsx';
import classes from './JobsTable.module.css';

/** Groups jobs by the day of their creation, in their order. */
const byDay = (jobs: readonly Job[]): [day: string, jobs: Job[]][] => {
  const days = new Map<string, Job[]>();
  for (const job of jobs) {
    const day = dayWords(job.createdAt);
    days.set(day, [...(days.get(day) ?? []), job]);
  }
  return [...days];
};

const Table = ({ jobs }: { jobs: readonly Job[] }) => {
  const { data: meta } = useMeta();
  const [open, setOpen] = useParam('job');
  return (
    <table className={classes['table']} aria-label="Jobs">
      <thead>
        <tr>
          <th>Job</th>
          <th>State</th>
          <th>Progress</th>
          <th className={classes['number']}>Cost</th>
          <th className={classes['number']}>Started</th>
        </tr>
      </thead>
      <tbody>
        {byDay(jobs).map(([day, ofDay]) => (
          <Fragment key={day}>
            <tr>
              <th colSpan={5} scope="rowgroup" className={classes['day']}>
                {day}
              </th>
            </tr>
            {ofDay.map((job) => (
              <JobRow
                key={job.id}
                job={job}
                currency={meta?.currency ?? 'EUR'}
                isOpen={open === String(job.id)}
                onToggle={() => setOpen(open === String(job.id) ? null : String(job.id))}
              />
            ))}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
};

/** The jobs that a filter selects, newest first. */
export const JobsTable = ({ filter }: { filter: JobFilter }) => {
  const query = useJobs(filter);
  const isFiltered = filter.kind !== undefined || filter.state !== undefined;
  return (
    <Loaded query={query} loading="Loading jobs…" failed="Couldn’t load the jobs" showsRetries>
      {({ pages }) => {
        const jobs = pages.flatMap((page) => page.jobs);
        return (
          <>
            {jobs.length === 0 ? (
              <Text size="sm" c="dimmed" p="md" ta="center">
                {isFiltered
                  ? 'No job matches these filters.'
                  : 'No jobs yet. Select leads and press “Find phone numbers”. The progress is shown here.'}
              </Text>
            ) : (
              <Table jobs={jobs} />
            )}
            {query.hasNextPage ? (
              <Button
                variant="subtle"
                size="xs"
                mt="xs"
                disabled={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {query.isFetchingNextPage ? 'Loading…' : 'Show older jobs'}
              </Button>
            ) : null}
          </>
        );
      }}
    </Loaded>
  );
};
