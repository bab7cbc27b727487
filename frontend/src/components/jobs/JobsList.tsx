import { Button, Stack, Text } from '@mantine/core';
import type { Job } from '@tinygenesy/contract';
import { useJobs } from '../../api/jobs/getJobs.ts';
import { Loaded } from '../shell/Loaded.tsx';
import { JobCard } from './JobCard.tsx';

const Jobs = ({ jobs }: { jobs: readonly Job[] }) =>
  jobs.length === 0 ? (
    <Text size="sm" c="dimmed" p="md" ta="center">
      No jobs yet. Select leads and press “Find phone numbers”. The progress is shown here.
    </Text>
  ) : (
    jobs.map((job) => <JobCard key={job.id} job={job} />)
  );

/** All jobs, newest first. */
export const JobsList = () => {
  const jobs = useJobs();
  return (
    <Loaded query={jobs} loading="Loading jobs…" failed="Couldn’t load the jobs" showsRetries>
      {({ pages }) => (
        <Stack gap="sm">
          <Jobs jobs={pages.flatMap((page) => page.jobs)} />
          {jobs.hasNextPage ? (
            <Button
              variant="subtle"
              size="xs"
              disabled={jobs.isFetchingNextPage}
              onClick={() => void jobs.fetchNextPage()}
            >
              {jobs.isFetchingNextPage ? 'Loading…' : 'Show older jobs'}
            </Button>
          ) : null}
        </Stack>
      )}
    </Loaded>
  );
};
