import type { importPhoneFields, ImportTarget } from '@tinygenesy/contract';
import { isKindOnly, meaningOfLabel, type PhoneKind, phoneMeaning } from './phoneMeaning.ts';

interface Guess {
  target: ImportTarget | null;
  because: 'name' | 'values' | 'nothing';
}

/** The order in which numbers are preferred. */
const order: readonly PhoneKind[] = ['mobile', 'direct', 'phone', 'work', 'other', 'home'];
const fieldOf: Record<PhoneKind, (typeof importPhoneFields)[number]> = {
  mobile: 'mobilePhone',
  direct: 'directPhone',
  phone: 'otherPhone',
  work: 'workPhone',
  other: 'otherPhone',
  home: 'homePhone',
};

/**
 * Decides on several columns of phone numbers. The preferred column becomes the phone number, the others are read where
 * it is blank. Columns without any value come last, and of equal ones, the first is preferred. A column that only looks
 * like phone numbers counts if no other one does.
 */
export function settlePhones<G extends Guess>(
  guesses: G[],
  headers: readonly string[],
  values: readonly (readonly string[])[],
  unknown: G,
): void {
  const places = guesses.flatMap(({ target }, place) => (target === 'phoneNumber' ? [place] : []));
  const named = places.filter((place) => guesses[place]?.because === 'name' || isKindOnly(headers[place] ?? ''));
  const meant = named.length === 0 ? places.slice(0, 1) : named;
  for (const place of places) if (!meant.includes(place)) guesses[place] = unknown;
  for (const place of meant) {
    const guess = guesses[place];
    if (guess !== undefined && named.length > 0) guesses[place] = { ...guess, because: 'name' };
  }
  const kindOf = (place: number): PhoneKind => {
    const meaning = phoneMeaning(headers[place] ?? '') ?? meaningOfLabel(headers[place] ?? '');
    return meaning === null || meaning === 'firm' || meaning === 'aside' ? 'phone' : meaning;
  };
  const isBlank = (place: number): number => Number((values[place] ?? []).length === 0);
  const byPreference = meant.toSorted(
    (a, b) => isBlank(a) - isBlank(b) || order.indexOf(kindOf(a)) - order.indexOf(kindOf(b)) || a - b,
  );
  for (const place of byPreference.slice(1)) {
    const guess = guesses[place];
    if (guess !== undefined) guesses[place] = { ...guess, target: fieldOf[kindOf(place)] };
  }
}
