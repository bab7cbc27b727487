import { Checkbox, Progress, UnstyledButton } from '@mantine/core';
import { FlexRender, type HeaderGroup } from '@tanstack/react-table';
import type { Job, JobKind, Lead, LeadSort } from '@tinygenesy/contract';
import { useActiveJobs } from '../../../api/jobs/getJobs.ts';
import { jobDone, jobSegments } from '../../../words/job.ts';
import { count } from '../../../words/numbers.ts';
import type { leadTableFeatures } from './leadColumns.tsx';
import classes from './LeadsTable.module.css';

const barKinds: Record<string, { kind: JobKind; done: string }> = {
  phone: { kind: 'phone_lookup', done: 'looked up' },
  email: { kind: 'email_verification', done: 'checked' },
};

/** Over a column: all leads of the jobs about it that run now, by outcome. */
const RunningBar = ({ kind: wanted, done }: { kind: JobKind; done: string }) => {
  const { data } = useActiveJobs();
  const jobs = (data?.jobs ?? []).filter(
    ({ kind, state }) => kind === wanted && (state === 'running' || state === 'queued' || state === 'cancelling'),
  );
  if (jobs.length === 0) return null;
  const all: Pick<Job, 'kind' | 'counts' | 'asking' | 'total'> = { kind: wanted, counts: {}, asking: 0, total: 0 };
  for (const job of jobs) {
    all.total += job.total;
    all.asking += job.asking;
    for (const [key, value] of Object.entries(job.counts)) all.counts[key] = (all.counts[key] ?? 0) + value;
  }
  const label = `${count(jobDone(all))} of ${count(all.total)} leads ${done}`;
  return (
    <Progress.Root size={3} radius={0} className={classes['headBar']} aria-label={label} title={label}>
      {jobSegments(all).map(({ key, label: name, share, color }) => (
        <Progress.Section key={key} value={share * 100} color={color} aria-label={name} />
      ))}
    </Progress.Root>
  );
};

type LeadsHeadProps = {
  group: HeaderGroup<typeof leadTableFeatures, Lead>;
  columns: string;
  sort: LeadSort;
  onSort: (sort: LeadSort) => void;
  ticked: 'none' | 'some' | 'all';
  onTickAll: (ticked: boolean) => void;
};

/** The head of the table: ticks all, sorts, sets widths. */
export const LeadsHead = ({ group, columns, sort, onSort, ticked, onTickAll }: LeadsHeadProps) => (
  <div role="row" aria-rowindex={1} className={classes['headRow']} style={{ gridTemplateColumns: columns }}>
    <div role="columnheader" className={`${classes['cell']} ${classes['headCell']} ${classes['tick']}`}>
      <Checkbox
        size="xs"
        aria-label="Select all loaded leads"
        checked={ticked === 'all'}
        indeterminate={ticked === 'some'}
        onChange={() => onTickAll(ticked !== 'all')}
      />
    </div>
    {group.headers.map((header, index) => {
      const field = header.column.columnDef.meta?.sort;
      const bar = barKinds[header.column.id];
      const ascending = field !== undefined && sort === field;
      const descending = field !== undefined && sort === `-${field}`;
      return (
        <div
          key={header.id}
          role="columnheader"
          aria-sort={ascending ? 'ascending' : descending ? 'descending' : 'none'}
          className={`${classes['cell']} ${classes['headCell']} ${index === 0 ? classes['first'] : ''}`}
        >
          {field === undefined ? (
            <FlexRender header={header} />
          ) : (
            <UnstyledButton
              className={classes['sort']}
              // Ascending, descending, then back to the newest first.
              onClick={() => onSort(ascending ? `-${field}` : descending ? '-id' : field)}
            >
              <FlexRender header={header} />
              <span aria-hidden>{ascending ? '↑' : descending ? '↓' : ''}</span>
            </UnstyledButton>
          )}
          {bar === undefined ? null : <RunningBar {...bar} />}
          <span
            className={classes['resize']}
            data-resizing={header.column.getIsResizing() || undefined}
            onMouseDown={header.getResizeHandler()}
            onTouchStart={header.getResizeHandler()}
            aria-hidden
          />
        </div>
      );
    })}
  </div>
);
