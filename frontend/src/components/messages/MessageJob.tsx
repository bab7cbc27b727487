import { Button, Group, Stack } from '@mantine/core';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useMessagesText } from '../../api/messages/getMessagesText.ts';
import { useJob } from '../../api/jobs/getJob.ts';
import { tell, tellError, tellProblem } from '../../app/notify.ts';
import { isFinal } from '../../words/job.ts';
import { JobCard } from '../jobs/JobCard.tsx';
import { ExportDialog } from '../leads/export/ExportDialog.tsx';
import { defaultSort } from '../leads/state/listState.ts';

/** How far the messages are; once they are written, ways to take them along. */
export const MessageJob = ({ jobId }: { jobId: number }) => {
  const { data: job } = useJob(jobId);
  const text = useMessagesText();
  const [exporting, setExporting] = useState(false);
  if (job === undefined) return null;
  const filter = { jobId };
  const copyAll = (): void =>
    text.mutate(
      { filter },
      {
        onSuccess: (messages) =>
          void navigator.clipboard.writeText(messages).then(
            () => tell('All messages are copied.'),
            () =>
              tellProblem('The messages were not copied', 'The browser does not allow it here. Export them instead.'),
          ),
        onError: (error) => tellError('The messages were not copied', error),
      },
    );
  return (
    <Stack gap={8} component="section" aria-label="Writing">
      <JobCard job={job} />
      {isFinal(job) ? (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconCopy size={14} />}
            disabled={text.isPending}
            onClick={copyAll}
          >
            {text.isPending ? 'Copying…' : 'Copy all messages'}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} />}
            onClick={() => setExporting(true)}
          >
            Export as CSV
          </Button>
        </Group>
      ) : null}
      {exporting ? (
        <ExportDialog
          leads={{ filter, sort: defaultSort }}
          total={job.total ?? 0}
          totalIsAtLeast={false}
          onClose={() => setExporting(false)}
        />
      ) : null}
    </Stack>
  );
};
