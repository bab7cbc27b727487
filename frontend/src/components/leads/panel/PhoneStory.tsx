import { Text, Tooltip } from '@mantine/core';
import type { Attempt, PhoneLookup } from '@tinygenesy/contract';
import { Fragment, useEffect, useState } from 'react';
import { askStateWords, outcomeWords, phoneStory } from '../../../words/attempt.ts';
import { money } from '../../../words/money.ts';
import { durationWords, momentWords } from '../../../words/time.ts';
import classes from './LeadPanel.module.css';

const costWords = (attempt: Attempt, currency: string): string => {
  if (attempt.charge === 'none') return 'free';
  return attempt.charge === 'uncertain'
    ? `${money(attempt.costMicros, currency)}?`
    : money(attempt.costMicros, currency);
};

const took = (attempt: Attempt): string | null =>
  attempt.startedAt === null || attempt.endedAt === null
    ? null
    : durationWords(Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt));

const AttemptLine = ({ attempt, currency, lead }: { attempt: Attempt; currency: string; lead?: string }) => (
  <div className={classes['attempt']} data-outcome={attempt.outcome ?? undefined}>
    <span>
      {lead === undefined ? null : `${lead} · `}
      {attempt.attempt > 1 ? `Try ${attempt.attempt}: ` : ''}
      {attempt.outcome === null && attempt.startedAt === null ? 'waiting for its turn' : outcomeWords(attempt)}
    </span>
    <span
      title={
        attempt.charge === 'uncertain' ? 'We did not hear the end of this call. It is counted as paid.' : undefined
      }
    >
      {[took(attempt), attempt.outcome === null ? null : costWords(attempt, currency)].filter(Boolean).join(' · ')}
    </span>
  </div>
);

type PhoneStoryProps = { lookup: PhoneLookup; currency: string; providerName: (id: string) => string };

/** How the number was looked for: a line per provider on one time axis, and each call in words. */
export const PhoneStory = ({ lookup, currency, providerName }: PhoneStoryProps) => {
  const [nowMs, setNowMs] = useState(Date.now);
  const underWay = lookup.status === 'asking' || lookup.status === 'queued';
  useEffect(() => {
    if (!underWay) return;
    const clock = setInterval(() => setNowMs(Date.now()), 200);
    return () => clearInterval(clock);
  }, [underWay]);

  const story = phoneStory(lookup.providers, lookup.attempts, nowMs);
  if (story.lines.every(({ pieces }) => pieces.length === 0) && story.earlier.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        {underWay ? 'Waiting for its turn. Nobody was asked yet.' : 'Nobody was asked yet.'}
      </Text>
    );
  }
  return (
    <div role="group" aria-label="How the phone was looked for">
      <div className={classes['story']}>
        {story.lines.map((line) => (
          <Fragment key={line.provider}>
            <span className={classes['storyName']}>{providerName(line.provider)}</span>
            <div>
              <div className={classes['track']} data-unasked={line.pieces.length === 0 || undefined}>
                {line.pieces.map((piece, index) => (
                  <Tooltip key={index} label={piece.title} openDelay={200}>
                    <span
                      className={classes['piece']}
                      data-kind={piece.kind}
                      style={{ left: `${piece.from * 100}%`, width: `${(piece.to - piece.from) * 100}%` }}
                    />
                  </Tooltip>
                ))}
              </div>
              {line.attempts.length === 0 ? (
                <Text size="xs" c="dimmed">
                  {askStateWords(line.state)}
                </Text>
              ) : (
                line.attempts.map((attempt) => (
                  <AttemptLine
                    key={`${attempt.round}-${attempt.attempt}-${attempt.queuedAt}`}
                    attempt={attempt}
                    currency={currency}
                  />
                ))
              )}
            </div>
          </Fragment>
        ))}
        {story.lines.some(({ pieces }) => pieces.length > 0) ? (
          <>
            <span />
            <div className={classes['axis']}>
              <span>{momentWords(new Date(story.startMs).toISOString(), nowMs)}</span>
              <span>+{durationWords(story.endMs - story.startMs)}</span>
            </div>
          </>
        ) : null}
      </div>
      {story.earlier.length === 0 ? null : (
        <>
          <Text size="xs" c="dimmed" mt="xs">
            Earlier
          </Text>
          {story.earlier.map((attempt) => (
            <AttemptLine
              key={`${attempt.provider}-${attempt.round}-${attempt.attempt}-${attempt.queuedAt}`}
              attempt={attempt}
              currency={currency}
              lead={`${momentWords(attempt.queuedAt)} · ${providerName(attempt.provider)}`}
            />
          ))}
        </>
      )}
    </div>
  );
};
