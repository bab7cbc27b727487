import { Button, Stack, Text } from '@mantine/core';
import { useJobs } from '../../api/jobs/getJobs.ts';
import { ErrorNote } from '../shell/ErrorNote.tsx';
import { Working } from '../shell/Working.tsx';
import { JobCard } from './JobCard.tsx';

/** All jobs, newest first. `onLeave` is called when somebody goes from a job to its leads. */
export const JobsList = ({ onLeave }: { onLeave?: () => void }) => {
  const jobs = useJobs();
  if (jobs.data === undefined) {
    if (jobs.isError || jobs.failureReason !== null) {
      return (
        <ErrorNote
          what="The jobs could not be loaded"
          error={jobs.error ?? jobs.failureReason}
          onRetry={() => void jobs.refetch()}
        />
      );
    }
    return <Working>Loading jobs…</Working>;
  }
  const list = jobs.data.pages.flatMap((page) => page.jobs);
  if (list.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="md" ta="center">
        No jobs yet. Select leads and press “Find phone numbers”; how far it is will stand here.
      </Text>
    );
  }
  return (
    <Stack gap="sm">
      {list.map((job) => (
        <JobCard key={job.id} job={job} {...(onLeave === undefined ? {} : { onLeave })} />
      ))}
      {jobs.hasNextPage ? (
        <Button variant="subtle" size="xs" disabled={jobs.isFetchingNextPage} onClick={() => void jobs.fetchNextPage()}>
          {jobs.isFetchingNextPage ? 'Loading…' : 'Show older'}
        </Button>
      ) : null}
    </Stack>
  );
};
