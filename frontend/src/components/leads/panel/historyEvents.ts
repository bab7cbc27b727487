import type { LeadHistory } from '@tinygenesy/contract';

type Change = LeadHistory['changes'][number];

/** Changes that were made at once. */
export type HistoryEvent = { source: string; at: string; changes: Change[]; isCreation: boolean };

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  value === false ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A change of custom fields as one change of each field that has another value. */
const byCustomField = (change: Change): Change[] => {
  const { old, new: next } = change;
  if (change.field !== 'custom' || !isRecord(next)) return [change];
  const before = isRecord(old) ? old : {};
  return [...new Set([...Object.keys(before), ...Object.keys(next)])]
    .filter((name) => before[name] !== next[name])
    .map((name) => ({ ...change, field: `custom.${name}`, old: before[name] ?? null, new: next[name] ?? null }));
};

/** Longest time between changes of one event. */
const sameEventMs = 1_000;
const creators = new Set(['sample', 'import', 'person', 'api']);

/**
 * Folds changes, newest first, into events: consecutive changes of one source at one time.
 * @param isComplete whether the oldest change is among them; the first event then is the lead's creation, if it emptied nothing
 */
export const historyEvents = (changes: readonly Change[], isComplete: boolean): HistoryEvent[] => {
  const events: HistoryEvent[] = [];
  for (const change of changes.flatMap(byCustomField)) {
    const last = events.at(-1);
    const isSame =
      last?.source === change.source && Math.abs(Date.parse(last.at) - Date.parse(change.at)) <= sameEventMs;
    if (last !== undefined && isSame) last.changes.push(change);
    else events.push({ source: change.source, at: change.at, changes: [change], isCreation: false });
  }
  const first = events.at(-1);
  if (isComplete && first !== undefined && creators.has(first.source.split(':')[0] ?? '')) {
    first.isCreation = first.changes.length > 1 && first.changes.every(({ old }) => isEmpty(old));
  }
  return events;
};
