import { Text, Tooltip } from '@mantine/core';
import type { Attempt, PhoneLookup } from '@tinygenesy/contract';
import { useEffect, useState } from 'react';
import {
  askStateWords,
  outcomeWords,
  type LookupTimeline,
  lookupTimeline,
  type ProviderLine,
  type TimelineSegment,
  waitedMs,
} from '../../../words/attempt.ts';
import { money } from '../../../words/money.ts';
import { durationWords, momentWords, spanWords } from '../../../words/time.ts';
import classes from './LeadPanel.module.css';

const redrawEveryMs = 200;

/** The current time, epoch milliseconds; it advances while something runs. */
const useNow = (isRunning: boolean): number => {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (!isRunning) return;
    const clock = setInterval(() => setNowMs(Date.now()), redrawEveryMs);
    return () => clearInterval(clock);
  }, [isRunning]);
  return nowMs;
};

const costWords = (attempt: Attempt, currency: string): string => {
  if (attempt.charge === 'none') return 'free';
  return attempt.charge === 'uncertain'
    ? `${money(attempt.costMicros, currency)}?`
    : money(attempt.costMicros, currency);
};

const uncertainWords = ({ httpStatus }: Attempt): string =>
  `${httpStatus === null ? 'No response received.' : 'The response can’t be read.'} It may have been charged, so it counts as spent.`;

const took = (attempt: Attempt): string | null =>
  attempt.startedAt === null || attempt.endedAt === null
    ? null
    : durationWords(Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt));

const waited = (attempt: Attempt): string | null => {
  const ms = waitedMs(attempt);
  return ms === null ? null : `waited ${spanWords(ms / 1_000)}`;
};

const attemptKey = ({ provider, round, attempt, queuedAt }: Attempt): string =>
  `${provider}-${round}-${attempt}-${queuedAt}`;

type AttemptLineProps = {
  attempt: Attempt;
  currency: string;
  /** Text before the outcome: time and provider. */
  prefix?: string;
};

const AttemptLine = ({ attempt, currency, prefix }: AttemptLineProps) => (
  <div className={classes['attempt']} data-outcome={attempt.outcome ?? undefined}>
    <span>
      {prefix === undefined ? null : `${prefix} · `}
      {attempt.attempt > 1 ? `Attempt ${attempt.attempt}: ` : ''}
      {attempt.outcome === null && attempt.startedAt === null ? 'waiting' : outcomeWords(attempt)}
    </span>
    <span title={attempt.charge === 'uncertain' ? uncertainWords(attempt) : undefined}>
      {[waited(attempt), took(attempt), attempt.outcome === null ? null : costWords(attempt, currency)]
        .filter(Boolean)
        .join(' · ')}
    </span>
  </div>
);

/** One provider's calls on the time axis: when it waited, called and answered. */
const Track = ({ segments }: { segments: readonly TimelineSegment[] }) => (
  <div className={classes['track']} data-unasked={segments.length === 0 || undefined}>
    {segments.map((segment, index) => (
      <Tooltip key={index} label={segment.title} openDelay={200}>
        <span
          className={classes['piece']}
          data-kind={segment.kind}
          style={{ left: `${segment.from * 100}%`, width: `${(segment.to - segment.from) * 100}%` }}
        />
      </Tooltip>
    ))}
  </div>
);

const ProviderRow = ({ line, name, currency }: { line: ProviderLine; name: string; currency: string }) => (
  <>
    <span className={classes['provider']}>{name}</span>
    <div>
      <Track segments={line.segments} />
      {line.attempts.length === 0 ? (
        <Text size="xs" c="dimmed">
          {askStateWords(line.state)}
        </Text>
      ) : (
        line.attempts.map((attempt) => <AttemptLine key={attemptKey(attempt)} attempt={attempt} currency={currency} />)
      )}
    </div>
  </>
);

const Axis = ({ timeline, nowMs }: { timeline: LookupTimeline; nowMs: number }) => (
  <>
    <span />
    <div className={classes['axis']}>
      <span>{momentWords(new Date(timeline.startMs).toISOString(), nowMs)}</span>
      <span>+{durationWords(timeline.endMs - timeline.startMs)}</span>
    </div>
  </>
);

type PhoneTimelineProps = { lookup: PhoneLookup; currency: string; providerName: (id: string) => string };

/** The phone lookup as a timeline: one line per provider on a common axis, and each call in words. */
export const PhoneTimeline = ({ lookup, currency, providerName }: PhoneTimelineProps) => {
  const isRunning = lookup.status === 'asking' || lookup.status === 'queued';
  const nowMs = useNow(isRunning);
  const timeline = lookupTimeline(lookup.providers, lookup.attempts, nowMs);
  const hasCalls = timeline.lines.some(({ segments }) => segments.length > 0);
  if (!hasCalls && timeline.earlier.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        {isRunning ? 'Waiting. No provider was called yet.' : 'No provider was called yet.'}
      </Text>
    );
  }
  return (
    <div role="group" aria-label="Lookup timeline">
      <div className={classes['timeline']}>
        {timeline.lines.map((line) => (
          <ProviderRow key={line.provider} line={line} name={providerName(line.provider)} currency={currency} />
        ))}
        {hasCalls ? <Axis timeline={timeline} nowMs={nowMs} /> : null}
      </div>
      {timeline.earlier.length === 0 ? null : (
        <>
          <Text size="xs" c="dimmed" mt="xs">
            Earlier calls
          </Text>
          {timeline.earlier.map((attempt) => (
            <AttemptLine
              key={attemptKey(attempt)}
              attempt={attempt}
              currency={currency}
              prefix={`${momentWords(attempt.queuedAt)} · ${providerName(attempt.provider)}`}
            />
          ))}
        </>
      )}
    </div>
  );
};
