/** Codes that Intl names although they are no country of ISO 3166-1. */
const notCountries = new Set([
  'AC',
  'CP',
  'CQ',
  'DG',
  'EA',
  'EU',
  'EZ',
  'IC',
  'TA',
  'UN',
  'XA',
  'XB',
  'XK',
  'QO',
  'ZZ',
]);
const names = (): Intl.DisplayNames => new Intl.DisplayNames(undefined, { type: 'region', fallback: 'none' });

/** A country's name in the reader's language; the code itself where it has none. */
export const countryName = (code: string): string => {
  try {
    return names().of(code) ?? code;
  } catch {
    return code;
  }
};

/** The flag of a country code, made of the two regional indicator signs. */
export const flag = (code: string): string =>
  /^[A-Z]{2}$/u.test(code) ? String.fromCodePoint(...[...code].map((letter) => 0x1f1a5 + letter.charCodeAt(0))) : '';

let all: { value: string; label: string }[] | undefined;
/** Every country, by name, for a list to choose from. */
export const countries = (): { value: string; label: string }[] => {
  if (all !== undefined) return all;
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const display = names();
  all = letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !notCountries.has(code))
    // A code that was renamed (DD, SU) canonicalises to another one.
    .filter((code) => new Intl.Locale(`und-${code}`).region === code)
    .flatMap((value) => {
      const label = display.of(value);
      return label === undefined || label === value ? [] : [{ value, label }];
    })
    .sort((a, b) => a.label.localeCompare(b.label));
  return all;
};
