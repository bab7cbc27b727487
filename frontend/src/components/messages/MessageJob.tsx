import { Button, Group, Stack } from '@mantine/core';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useMessagesText } from '../../api/messages/getMessagesText.ts';
import { useJob } from '../../api/jobs/getJob.ts';
import { tellError } from '../../app/notify.ts';
import { isFinal } from '../../words/job.ts';
import { JobCard } from '../jobs/JobCard.tsx';
import { ExportDialog } from '../leads/export/ExportDialog.tsx';
import { defaultSort } from '../leads/state/listState.ts';
import { copyText } from '../shell/copyText.ts';

const notCopied = 'Couldn’t copy the messages';

/** The job that writes the messages. When it has ended: copies all messages or exports the leads. */
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
          copyText(messages, 'All messages copied.', {
            what: notCopied,
            next: 'Your browser blocks copying on this page. Export the messages instead.',
          }),
        onError: (error) => tellError(notCopied, error),
      },
    );
  return (
    <Stack gap={8} component="section" aria-label="Message job">
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
