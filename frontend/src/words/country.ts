/** Codes that Intl has a name for although ISO 3166-1 has no such country. */
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
let display: Intl.DisplayNames | undefined;
/** Created once: creating it takes longer than all rows of a table. */
const names = (): Intl.DisplayNames =>
  (display ??= new Intl.DisplayNames(undefined, { type: 'region', fallback: 'none' }));

/** Returns a country's name in the user's language, or the code where Intl has no name. */
export const countryName = (code: string): string => {
  try {
    return names().of(code) ?? code;
  } catch {
    return code;
  }
};

let all: { value: string; label: string }[] | undefined;
/** Returns the options of a country select, sorted by name. */
export const countries = (): { value: string; label: string }[] => {
  if (all !== undefined) return all;
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  all = letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !notCountries.has(code))
    // Drops former codes (DD, SU): they canonicalize to another code.
    .filter((code) => new Intl.Locale(`und-${code}`).region === code)
    .flatMap((value) => {
      const label = names().of(value);
      return label === undefined || label === value ? [] : [{ value, label }];
    })
    .sort((a, b) => a.label.localeCompare(b.label));
  return all;
};
