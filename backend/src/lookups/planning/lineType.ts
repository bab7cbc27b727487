import type { StopAt } from '@tinygenesy/contract';

/** Line types of numbers that may be mobile. North American numbers don't tell. */
const open: readonly (string | null)[] = [null, 'fixed_line_or_mobile', 'direct', 'work', 'home'];

/** Ranks a line type for a request of a mobile number: 0 mobile, 1 may be mobile, 2 not mobile. */
export function mobileRank(phoneType: string | null): 0 | 1 | 2 {
  if (phoneType === 'mobile') return 0;
  return open.includes(phoneType) ? 1 : 2;
}

/** Returns whether a number ends a lookup. A number of unknown type does not end a lookup for a mobile number. */
export const endsLookup = (stopAt: StopAt, phoneType: string | null): boolean =>
  stopAt === 'any' || mobileRank(phoneType) === 0;

const words: Readonly<Record<string, string>> = {
  fixed_line: 'Landline',
  fixed_line_or_mobile: 'Landline or mobile',
  direct: 'Direct line',
  work: 'Work number',
  home: 'Home number',
  voip: 'Internet phone',
  toll_free: 'Toll-free number',
  mobile: 'Mobile',
};

/** Names a line type in a sentence, such as "Landline". */
export function lineTypeName(phoneType: string | null): string {
  if (phoneType === null) return 'Number of unknown type';
  return words[phoneType] ?? `Number of type ${phoneType.replaceAll('_', ' ')}`;
}
