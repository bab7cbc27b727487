import type { Attempt } from '@tinygenesy/contract';
import { durationWords, momentWords } from './time.ts';

/** A segment of a provider's line: its position on the time axis (0 to 1) and its meaning. */
export type TimelineSegment = {
  from: number;
  to: number;
  kind: 'waiting' | 'calling' | 'found' | 'not_found' | 'error' | 'skipped';
  title: string;
};
export type ProviderLine = { provider: string; state: string; segments: TimelineSegment[]; attempts: Attempt[] };
export type LookupTimeline = { startMs: number; endMs: number; lines: ProviderLine[]; earlier: Attempt[] };

/** A pause longer than this starts a new timeline: a retry on the next day would leave no width for the calls. */
const maxPauseMs = 120_000;
const endShare = 0.02;

/**
 * Returns the timeline of a lookup: one line per provider on a common time axis. It shows the latest round, and of it
 * only the calls after its last long pause. All other calls are in `earlier`.
 * @param nowMs the end of running calls, epoch milliseconds
 */
export const lookupTimeline = (
  providers: readonly { provider: string; state: string }[],
  attempts: readonly Attempt[],
  nowMs: number,
): LookupTimeline => {
  const sorted = [...attempts].sort((a, b) => Date.parse(a.queuedAt) - Date.parse(b.queuedAt));
  const round = Math.max(0, ...sorted.map((attempt) => attempt.round));
  let current: Attempt[] = [];
  let lastEndMs = 0;
  for (const attempt of sorted) {
    if (attempt.round !== round) continue;
    if (current.length > 0 && Date.parse(attempt.queuedAt) - lastEndMs > maxPauseMs) current = [];
    current.push(attempt);
    lastEndMs = Math.max(lastEndMs, attempt.endedAt === null ? nowMs : Date.parse(attempt.endedAt));
  }
  const shown = new Set(current);
  const startMs = current.length === 0 ? nowMs : Math.min(...current.map(({ queuedAt }) => Date.parse(queuedAt)));
  const endMs = Math.max(startMs + 1, lastEndMs);
  const at = (ms: number): number => Math.min(1, Math.max(0, (ms - startMs) / (endMs - startMs)));

  const lineOf = (provider: string, state: string): ProviderLine => {
    const own = current.filter((attempt) => attempt.provider === provider);
    const segments = own.flatMap((attempt): TimelineSegment[] => {
      const queuedMs = Date.parse(attempt.queuedAt);
      const startedMs = attempt.startedAt === null ? null : Date.parse(attempt.startedAt);
      const endedMs = attempt.endedAt === null ? null : Date.parse(attempt.endedAt);
      const waitedUntilMs = startedMs ?? endedMs ?? nowMs;
      const parts: TimelineSegment[] = [];
      if (waitedUntilMs > queuedMs) {
        const waited = durationWords(waitedUntilMs - queuedMs);
        parts.push({ from: at(queuedMs), to: at(waitedUntilMs), kind: 'waiting', title: `waited ${waited}` });
      }
      if (startedMs !== null) {
        const calledUntilMs = endedMs ?? nowMs;
        const title = `call ${attempt.attempt}: ${durationWords(calledUntilMs - startedMs)}`;
        parts.push({ from: at(startedMs), to: at(calledUntilMs), kind: 'calling', title });
      }
      if (attempt.outcome !== null && endedMs !== null) {
        const to = Math.max(endShare, at(endedMs));
        parts.push({ from: to - endShare, to, kind: attempt.outcome, title: outcomeWords(attempt) });
      }
      return parts;
    });
    return { provider, state, segments, attempts: own };
  };
  const unlisted = [...new Set(current.map(({ provider }) => provider))].filter(
    (provider) => !providers.some((known) => known.provider === provider),
  );
  return {
    startMs,
    endMs,
    lines: [
      ...providers.map(({ provider, state }) => lineOf(provider, state)),
      ...unlisted.map((provider) => lineOf(provider, 'asking')),
    ],
    earlier: sorted.filter((attempt) => !shown.has(attempt)).reverse(),
  };
};

/** Returns the outcome of a call in words, and since when an answer is known that cost nothing. */
export const outcomeWords = (
  attempt: Pick<Attempt, 'outcome' | 'reason' | 'phoneNumber'> & Partial<Pick<Attempt, 'knownSince'>>,
): string => {
  const { knownSince } = attempt;
  const words = plainOutcomeWords(attempt);
  return knownSince == null ? words : `${words} (known since ${momentWords(knownSince)}, free)`;
};

const plainOutcomeWords = (attempt: Pick<Attempt, 'outcome' | 'reason' | 'phoneNumber'>): string => {
  switch (attempt.outcome) {
    case null:
      return 'asking…';
    case 'found':
      return attempt.phoneNumber === null ? 'found' : `found ${attempt.phoneNumber}`;
    case 'not_found':
      return attempt.reason === null ? 'no number found' : attempt.reason.text;
    case 'skipped':
      return attempt.reason?.text ?? 'missing input';
    case 'error':
      return attempt.reason?.text ?? 'failed';
  }
};

/** Returns the state of a provider in a lookup in words. */
export const askStateWords = (state: string): string => {
  const words: Record<string, string> = {
    not_asked: 'not asked',
    waiting: 'waiting',
    asking: 'asking…',
    found: 'found',
    not_found: 'no number found',
    skipped: 'missing input',
    error: 'failed',
  };
  return words[state] ?? state.replaceAll('_', ' ');
};
