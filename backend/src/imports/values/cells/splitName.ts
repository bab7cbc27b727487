const title = /^(?:(?:dr|prof|mr|mrs|ms|herr|frau|sr|sra|mme|ing|dipl)\.?-?\s+)+/iu;
const suffix = /^(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d|mba|esq)\.?$/iu;

/** The parts of a full name. `isSure`: no other split is likely. */
export interface SplitName {
  firstName: string | null;
  lastName: string | null;
  isSure: boolean;
}

/**
 * Splits a full name (`Ana Pérez`, `Pérez, Ana`, `Dr. Ana Pérez García`) into first and last name, keeping all words.
 */
export function splitName(fullName: string): SplitName {
  const [family, given, ...more] = fullName.split(',').map((part) => part.trim());
  if (family && given && more.length === 0 && !suffix.test(given)) {
    return { firstName: given, lastName: family, isSure: false };
  }
  const from = title.exec(fullName)?.[0].length ?? 0;
  const space = fullName.slice(from).search(/\s/u);
  if (space < 0) return { firstName: fullName, lastName: null, isSure: from === 0 };
  const firstName = fullName.slice(0, from + space);
  const lastName = fullName.slice(from + space).trim();
  return { firstName, lastName, isSure: from === 0 && !/\s/u.test(lastName) };
}
