import { Anchor, Button } from '@mantine/core';
import type { Job } from '@tinygenesy/contract';
import { Link } from 'react-router';
import { useMeta } from '../../api/session/getMeta.ts';
import { importOfJob } from '../../words/job.ts';

const temporalUrl = (base: string, jobId: number): string => {
  const query = encodeURIComponent(`\`WorkflowId\`="job-${jobId}"`);
  return `${base.replace(/\/$/u, '')}/namespaces/default/workflows?query=${query}`;
};

/** Links from a job to its import, its leads and its workflow. */
export const JobLinks = ({ job }: { job: Job }) => {
  const { data: meta } = useMeta();
  const importId = importOfJob(job);
  const link = {
    size: 'compact-xs',
    variant: 'subtle',
    component: Link,
  } as const;
  return (
    <>
      {importId === null ? null : (
        <Button {...link} to={{ pathname: '/imports', search: `import=${importId}` }}>
          Show import
        </Button>
      )}
      {job.kind === 'import_undo' ? null : (
        <Button
          {...link}
          to={{ pathname: '/leads', search: importId === null ? `jobId=${job.id}` : `importId=${importId}` }}
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
    </>
  );
};
