import { Pill } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useLiveStatus } from '../../api/live/liveContext.ts';
import { spanWords } from '../../words/time.ts';

/** Losses shorter than this are no news. */
const quietMs = 2_000;

/** Says, quietly, that changes don't arrive at the moment, and how old the screen may be. */
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
  if (ageMs < quietMs) return null;
  return (
    <Pill role="status" size="sm" c="dimmed">
      Reconnecting… what you see may be {spanWords(ageMs / 1_000)} old
    </Pill>
  );
};
