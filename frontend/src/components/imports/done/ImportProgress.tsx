import { Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import type { Import } from '@tinygenesy/contract';
import { useControlJob } from '../../../api/jobs/controlJob.ts';
import { useJob } from '../../../api/jobs/getJob.ts';
import { tellError } from '../../../app/notify.ts';
import { resultWords } from '../../../words/import.ts';
import { jobActions, jobDone, jobStateWords } from '../../../words/job.ts';
import { count } from '../../../words/numbers.ts';
import { etaWords } from '../../../words/time.ts';
import { ErrorNote } from '../../shell/ErrorNote.tsx';
import { Working } from '../../shell/Working.tsx';

const Bar = ({ jobId, isUndo }: { jobId: number; isUndo: boolean }) => {
  const { data: job, error } = useJob(jobId);
  const control = useControlJob();
  if (job === undefined) {
    return error === null ? (
      <Working>Loading progress…</Working>
    ) : (
      <ErrorNote what="Couldn’t load the progress" error={error} />
    );
  }
  const done = jobDone(job);
  const eta = etaWords(job.etaSeconds);
  const words = [
    `${count(done)} of ${count(job.total ?? 0)} ${isUndo ? 'leads' : 'rows'}`,
    job.state === 'running' ? (eta === null ? null : `${eta} left`) : jobStateWords(job.state),
    isUndo ? null : resultWords({ ...job.counts, waiting: 0, running: 0 }),
  ];
  return (
    <Stack gap={6}>
      <Progress
        value={job.total ? (done / job.total) * 100 : 0}
        size={10}
        animated={job.state === 'running'}
        aria-hidden
      />
      <Text size="sm" className="tnum" role="status" aria-live="off" aria-label="Import progress">
        {words.filter((part) => part !== null).join(' · ')}
      </Text>
      {jobActions(job).cancel ? (
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            disabled={control.isPending}
            onClick={() =>
              control.mutate(
                { action: 'cancel', jobId },
                { onError: (cause) => tellError(`Couldn’t cancel the ${isUndo ? 'undo' : 'import'}`, cause) },
              )
            }
          >
            {isUndo ? 'Cancel undo' : 'Cancel import'}
          </Button>
        </Group>
      ) : null}
      {job.error === null ? null : (
        <Text size="sm" c="red">
          {job.error.text}
        </Text>
      )}
    </Stack>
  );
};

/** Progress of an import or its undo. */
export const ImportProgress = ({ one }: { one: Import }) => {
  const isUndo = one.state === 'undoing';
  const jobId = isUndo ? one.undoJobId : one.jobId;
  return (
    <Stack gap="xs" maw={760} mx="auto" w="100%">
      <Title order={3} size="h5">
        {isUndo ? `Undoing “${one.fileName}”` : `Importing “${one.fileName}”`}
      </Title>
      {jobId === null ? <Working>Starting…</Working> : <Bar jobId={jobId} isUndo={isUndo} />}
    </Stack>
  );
};
