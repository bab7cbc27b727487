import {
  ActionIcon,
  Anchor,
  CloseButton,
  Group,
  Progress,
  Stack,
  Text,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import type { Job } from '@tinygenesy/contract';
import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from 'react';
import { Link, useLocation } from 'react-router';
import { useMeta } from '../../../api/session/getMeta.ts';
import { isFinal, jobDone, jobSegments, jobStateWords } from '../../../words/job.ts';
import { jobResultWords } from '../../../words/jobResult.ts';
import { percent } from '../../../words/numbers.ts';
import { Loaded } from '../../shell/Loaded.tsx';
import { rescueFocus, useHeldFocus } from '../../shell/layers.ts';
import { loadLater } from '../../shell/loadLater.tsx';
import { closeDock, dockElementId, setDockCollapsed, useDock } from './dockState.ts';
import classes from './JobsDock.module.css';
import { useCoveredSpace } from './useCoveredSpace.ts';
import { useDockJobs } from './useDockJobs.ts';

const JobCard = loadLater(async () => (await import('../JobCard.tsx')).JobCard);

/** Note that jobs run on the server. Hidden after the user dismisses it. */
const ServerNote = () => {
  const [dismissed, setDismissed] = useLocalStorage({ key: 'tinygenesy.told-jobs-go-on', defaultValue: false });
  if (dismissed) return null;
  return (
    <Group gap={6} wrap="nowrap" align="start" role="note">
      <Text size="xs" c="dimmed">
        Jobs run on the server. They continue after you close this page or the browser.
      </Text>
      <CloseButton size={24} iconSize={12} aria-label="Dismiss" onClick={() => setDismissed(true)} />
    </Group>
  );
};

const lineWords = (job: Job, currency: string): string => {
  if (isFinal(job)) return `${job.title}: ${jobResultWords(job, currency)}`;
  const share = job.total ? ` · ${percent(Math.floor((100 * jobDone(job)) / job.total) / 100)}` : '';
  return `${job.title} · ${jobStateWords(job.state)}${share}`;
};

/** The newest job in one line; a click shows the cards. */
const Line = ({ jobs, currency }: { jobs: readonly Job[]; currency: string }) => {
  const [newest] = jobs;
  if (newest === undefined) return null;
  return (
    <UnstyledButton className={classes['line']} onClick={() => setDockCollapsed(false)}>
      <VisuallyHidden>Expand jobs: </VisuallyHidden>
      <Text size="sm" truncate className="tnum">
        {lineWords(newest, currency)}
      </Text>
      {jobs.length > 1 ? (
        <Text size="xs" c="dimmed" style={{ flex: 'none' }}>
          +{jobs.length - 1}
        </Text>
      ) : null}
      {isFinal(newest) ? null : (
        <Progress.Root size={3} radius={0} className={classes['lineBar']} aria-hidden>
          {jobSegments(newest).map(({ key, share, color }) => (
            <Progress.Section key={key} value={share * 100} color={color} />
          ))}
        </Progress.Root>
      )}
    </UnstyledButton>
  );
};

const Cards = ({ jobs }: { jobs: readonly Job[] }) => (
  <Stack gap="xs" className={classes['cards']}>
    <ServerNote />
    {jobs.length === 0 ? (
      <Text size="sm" c="dimmed" p="md" ta="center">
        No jobs yet. Select leads and press “Find phone numbers”. The progress is shown here.
      </Text>
    ) : (
      jobs.map((job) => <JobCard key={job.id} job={job} />)
    )}
  </Stack>
);

const Dock = () => {
  const { isCollapsed, clearedThrough } = useDock();
  const { query, jobs } = useDockJobs(clearedThrough);
  const { data: meta } = useMeta();
  const element = useRef<HTMLElement>(null);
  const before = useRef<Element | null>(null);
  useHeldFocus(element);
  useCoveredSpace(element);
  const leave = (): void => {
    if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
    queueMicrotask(rescueFocus);
  };
  const close = (): void => {
    closeDock(Math.max(0, ...jobs.filter(isFinal).map(({ id }) => id)));
    leave();
  };
  // The work goes on where a link leads, which may be many Tabs away from the dock.
  const { key } = useLocation();
  const isLeaving = useRef(false);
  useEffect(() => {
    if (isLeaving.current) rescueFocus();
    isLeaving.current = false;
  }, [key]);
  const onClick = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || !event.defaultPrevented) return;
    isLeaving.current = true;
    link.blur();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    close();
  };
  return (
    <section
      ref={element}
      id={dockElementId}
      className={classes['dock']}
      aria-label="Jobs"
      onClick={onClick}
      onKeyDown={onKeyDown}
      onFocus={({ relatedTarget, currentTarget }) => {
        if (relatedTarget instanceof Element && !currentTarget.contains(relatedTarget)) before.current = relatedTarget;
      }}
    >
      <div className={classes['head']}>
        <h2 className={classes['title']} tabIndex={-1} data-layer-title>
          Jobs
        </h2>
        {isCollapsed ? (
          <Line jobs={jobs} currency={meta?.currency ?? 'EUR'} />
        ) : (
          <Anchor component={Link} to="/jobs" size="xs" mr="auto">
            All jobs
          </Anchor>
        )}
        <ActionIcon
          size={26}
          variant="subtle"
          color="gray"
          aria-label={isCollapsed ? 'Show job cards' : 'Collapse jobs to one line'}
          aria-expanded={!isCollapsed}
          onClick={() => setDockCollapsed(!isCollapsed)}
        >
          {isCollapsed ? <IconChevronUp size={16} /> : <IconChevronDown size={16} />}
        </ActionIcon>
        <CloseButton size={26} aria-label="Close jobs" onClick={close} />
      </div>
      {isCollapsed ? null : (
        <Loaded query={query} loading="Loading jobs…" failed="Couldn’t load the jobs" showsRetries>
          {() => <Cards jobs={jobs} />}
        </Loaded>
      )}
    </section>
  );
};

/** Jobs in a corner of every page, newest first. The page behind stays usable. */
export const JobsDock = () => (useDock().isShown ? <Dock /> : null);
