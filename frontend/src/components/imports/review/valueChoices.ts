import type { ImportFix, ImportTarget, ImportValue, ImportValueField } from '@tinygenesy/contract';
import { countries, countryName } from '../../../words/country.ts';

type Choice = { value: string; label: string };

const yesOrNo: Choice[] = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];

/** The possible values of a field that has few of them; null for fields with free text. */
export const choicesOf = (field: ImportTarget | null): Choice[] | null => {
  if (field === 'countryCode') return countries();
  return field === 'doNotContact' ? yesOrNo : null;
};

/** Label of what a value is imported as. */
export const readAsWords = (field: ImportValueField, readAs: string): string =>
  field === 'countryCode' ? countryName(readAs) : readAs === 'true' ? 'Yes' : 'No';

/** Returns the correction of all rows with one value; undefined without one. */
export const fixOfValue = (
  fixes: readonly ImportFix[],
  { problem, value }: Pick<ImportValue, 'problem' | 'value'>,
): ImportFix | undefined => fixes.find(({ code, matches }) => code === problem && matches === value);

/** Values with the same text as the screen shows it, such as `Acme` and `Acme…` shortened, count as one. */
export const problemValues = (values: readonly ImportValue[]): ImportValue[] => {
  const byValue = new Map<string, ImportValue>();
  for (const one of values) {
    if (one.problem === null) continue;
    const known = byValue.get(one.value);
    byValue.set(one.value, known === undefined ? one : { ...known, count: known.count + one.count });
  }
  return [...byValue.values()];
};

/** Groups understood values by what they are imported as, the most frequent first. */
export const understoodGroups = (
  values: readonly ImportValue[],
): { readAs: string; values: string[]; count: number }[] => {
  const groups = new Map<string, { readAs: string; values: string[]; count: number }>();
  for (const { problem, readAs, value, count } of values) {
    if (problem !== null || readAs === null) continue;
    const group = groups.get(readAs) ?? { readAs, values: [], count: 0 };
    group.values.push(value);
    group.count += count;
    groups.set(readAs, group);
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count);
};
