import type { SuppressionCheck, SuppressionKind, Suppressions, SuppressionsAdded } from '@tinygenesy/contract';
import { count } from './numbers.ts';

const kinds: Record<SuppressionKind, [one: string, many: string]> = {
  email: ['email', 'emails'],
  domain: ['domain', 'domains'],
  phone: ['phone number', 'phone numbers'],
  profile: ['LinkedIn profile', 'LinkedIn profiles'],
};

/** `12 emails`, `1 domain`. */
const kindCount = (kind: SuppressionKind, value: number): string =>
  `${count(value)} ${kinds[kind][value === 1 ? 0 : 1]}`;

/** `12 emails, 1 domain`, in a fixed order; null for an empty list. */
export const listCountWords = (counts: Suppressions['counts']): string | null => {
  const order: SuppressionKind[] = ['email', 'domain', 'phone', 'profile'];
  const parts = order.flatMap((kind) => (counts[kind] > 0 ? [kindCount(kind, counts[kind])] : []));
  return parts.length === 0 ? null : parts.join(', ');
};

const valuesWord = (value: number): string => `${count(value)} ${value === 1 ? 'value' : 'values'}`;

/** The result of an upload in one sentence per fact. */
export const addedWords = ({ added, alreadyThere, notUnderstoodCount }: SuppressionsAdded): string =>
  [
    added === 0 && alreadyThere === 0 ? 'Nothing was added.' : `${valuesWord(added)} added.`,
    alreadyThere === 0 ? null : `${count(alreadyThere)} already on the list.`,
    notUnderstoodCount === 0 ? null : `${count(notUnderstoodCount)} not understood.`,
  ]
    .filter((part) => part !== null)
    .join(' ');

/** The columns of a file that were read, and those that were not. Null: the file has no header. */
export const columnWords = ({ columns }: SuppressionsAdded): string | null => {
  if (columns === null) return null;
  const named = (isRead: boolean): string =>
    columns.flatMap(({ header, kind }) => ((kind !== null) === isRead ? [header || '(no name)'] : [])).join(', ');
  const rest = named(false);
  return `Columns read: ${named(true)}.${rest === '' ? '' : ` Not read: ${rest}.`}`;
};

/** Whether a checked value is on the list, and by which entry. */
export const checkWords = ({ kind, isListed, coveredBy, message }: SuppressionCheck['results'][number]): string => {
  if (kind === null) return `This value ${message ?? 'was not understood'}.`;
  if (!isListed) return 'Not on the list.';
  const entries = coveredBy.map((entry) => `${kinds[entry.kind][0]} ${entry.value}`);
  return `On the list, by the ${entries.join(' and the ')}.`;
};

/** `its email and its domain`: by what the list covers a lead. */
export const suppressedByWords = (by: readonly SuppressionKind[]): string =>
  by.map((kind) => `its ${kinds[kind][0]}`).join(' and ');
