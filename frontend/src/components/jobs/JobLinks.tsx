import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { Job } from '@tinygenesy/contract';
import { Link } from 'react-router';
import { useMeta } from '../../api/session/getMeta.ts';
import { importOfJob } from '../../words/job.ts';
import { importAddress } from '../leads/state/listState.ts';

const temporalUrl = (base: string, jobId: number): string => {
  const query = encodeURIComponent(`\`WorkflowId\`="job-${jobId}"`);
  return `${base.replace(/\/$/u, '')}/namespaces/default/workflows?query=${query}`;
};

/** Links for engineers. Absent when there are none. */
const EngineersMenu = ({ job }: { job: Job }) => {
  const { data: meta } = useMeta();
  if (meta?.temporalUiUrl == null) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={24} variant="subtle" color="gray" ml="auto" aria-label={`More about ${job.title}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" target="_blank" rel="noreferrer" href={temporalUrl(meta.temporalUiUrl, job.id)}>
          Open in Temporal ↗
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};

/** Links from a job to its import, its leads and, in a menu, its workflow. */
export const JobLinks = ({ job }: { job: Job }) => {
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
      {job.kind === 'import_undo' || job.kind === 'lead_deletion' ? null : (
        <Button
          {...link}
          to={importId === null ? { pathname: '/leads', search: `jobId=${job.id}` } : importAddress(importId)}
        >
          Show leads
        </Button>
      )}
      <EngineersMenu job={job} />
    </>
  );
};
