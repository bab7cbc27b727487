import { Pill, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useLiveStatus } from '../../api/live/liveContext.ts';
import { spanWords } from '../../words/time.ts';
import classes from './Shell.module.css';

/** Shorter interruptions are not shown. */
const shownAfterMs = 2_000;

/** Shows that live changes are interrupted, and the age of the data on screen. */
export const LivePill = () => {
  const status = useLiveStatus();
  const [nowMs, setNowMs] = useState(Date.now);
  const reconnecting = status.state === 'reconnecting';
  useEffect(() => {
    if (!reconnecting) return;
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [reconnecting]);
  if (status.state !== 'reconnecting') return null;
  const ageMs = nowMs - status.sinceMs;
  if (ageMs < shownAfterMs) return null;
  return (
    <Pill role="status" size="sm" c="dimmed" className={classes['live'] ?? ''}>
      Reconnecting… this page is {spanWords(ageMs / 1_000)} old.
      <Text span inherit visibleFrom="sm">
        {' '}
        Jobs continue on the server.
      </Text>
    </Pill>
  );
};
