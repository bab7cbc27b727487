import type { Attempt } from '@tinygenesy/contract';
import { durationWords, momentWords } from './time.ts';

/** A segment of a provider's line: its position on the axis (0 to 1) and its meaning. A call has the kind of its outcome. */
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
/** Width of an outcome without a call. */
const endShare = 0.02;
/** The times without a call share at most this part of the axis, because a wait of minutes would leave no width for calls. */
const foldedShare = 0.25;

type Span = { fromMs: number; toMs: number };

/** Returns the times in which at least one call ran, in order and without overlap. */
const busySpans = (calls: readonly Span[]): Span[] => {
  const spans: Span[] = [];
  for (const { fromMs, toMs } of [...calls].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = spans.at(-1);
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else spans.push({ fromMs, toMs });
  }
  return spans;
};

/**
 * Returns the position of a moment on an axis on which the waits are folded: the calls keep their proportions, and all
 * times without a call together take at most `foldedShare`.
 */
const foldedAxis = (startMs: number, endMs: number, calls: readonly Span[]): ((ms: number) => number) => {
  const spans = busySpans(calls);
  const busyUntil = (ms: number): number =>
    spans.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(ms, toMs) - fromMs), 0);
  const busyMs = busyUntil(endMs);
  const idleMs = endMs - startMs - busyMs;
  const share = busyMs === 0 ? 1 : Math.min(foldedShare, idleMs / (endMs - startMs));
  return (ms) => {
    const busy = busyUntil(ms);
    const idle = idleMs <= 0 ? 0 : (ms - startMs - busy) / idleMs;
    return Math.min(1, Math.max(0, idle * share + (busyMs === 0 ? 0 : (busy / busyMs) * (1 - share))));
  };
};

/** How long a call waited before it was sent; null: less than a second, or not yet sent. */
export const waitedMs = ({ queuedAt, startedAt }: Pick<Attempt, 'queuedAt' | 'startedAt'>): number | null => {
  const waited = startedAt === null ? 0 : Date.parse(startedAt) - Date.parse(queuedAt);
  return waited < 1_000 ? null : waited;
};

/**
 * Returns the timeline of a lookup: one line per provider on a common axis, with its waits folded. It shows the latest round, and of it
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
  const calls = current.flatMap(({ startedAt, endedAt }) =>
    startedAt === null
      ? []
      : [{ fromMs: Date.parse(startedAt), toMs: endedAt === null ? Math.max(nowMs, startMs) : Date.parse(endedAt) }],
  );
  const at = foldedAxis(startMs, endMs, calls);

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
        const call = `call ${attempt.attempt}: ${durationWords(calledUntilMs - startedMs)}`;
        const title = attempt.outcome === null ? call : `${call}, ${outcomeWords(attempt)}`;
        parts.push({ from: at(startedMs), to: at(calledUntilMs), kind: attempt.outcome ?? 'calling', title });
      } else if (attempt.outcome !== null && endedMs !== null) {
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
