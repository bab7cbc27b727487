import { createRequire } from 'node:module';
import { getAlpha3Codes, getNumericCodes } from 'i18n-iso-countries/index.js';
import { countryAliases, otherCodes, uncertainNames } from './countryAliases.ts';
import { countryWords, inOrder, keyOf, withoutArticle, withoutForm } from './countryWords.ts';

/** The package's data of a language: names by alpha-2 code. */
interface LocaleNames {
  countries: Record<string, string | string[]>;
}

/** Languages of country names: those of the package and the shorter ones of `Intl`. */
const languages = `en de es fr it pt nl pl sv da no fi cs sk hu ro bg el hr sl et lv lt tr ca eu gl ru uk sr ar he fa
  id ms vi th zh ja ko hi is sq mk bs az`.split(/\s+/u);

/**
 * Forms of government that don't lead to the country of this name, by its code. Several countries share the name
 * (Korea), or a state of another one has it (Georgia). Their official names are aliases.
 */
const otherMeanings: Record<string, RegExp> = {
  KR: /./u,
  KP: /./u,
  CG: /./u,
  CD: /./u,
  CN: /./u,
  TW: /./u,
  DM: /./u,
  GE: /state|estado|staat|stato|etat/u,
  MX: /^(?:the |el )?(?:state|estado|staat|stato|etat)\b/u,
  IQ: /islamic state/u,
};

interface Countries {
  /** Codes in lower case. Accents stay: without them, words such as `Mỹ` and `Áo` would look like codes. */
  codes: Map<string, string>;
  /** Names by their key. */
  names: Map<string, string>;
}
let countries: Countries | undefined;
/** Results by text, because files repeat their countries. */
const known = new Map<string, string | null>();
const mostKnown = 5_000;
/** Longer texts are no names of countries. */
const longestName = 100;

/**
 * Returns the ISO 3166-1 alpha-2 code of a country; null: the text is not a country, or not certainly one. The text may
 * be a code (two letters, three letters or three digits), a name in many languages, an official, former or other usual
 * name, or a flag.
 */
export function readCountry(text: string): string | null {
  const before = known.get(text);
  if (before !== undefined) return before;
  countries ??= loadCountries();
  const code = codeOf(text, countries);
  if (known.size < mostKnown) known.set(text, code);
  return code;
}

function codeOf(text: string, all: Countries): string | null {
  if (text.length > longestName) return null;
  const found = oneCode(text, all) ?? all.codes.get(flagLetters(text));
  if (found !== undefined) return found;
  // In `Spain (ES)` and `ES - España`, both parts must mean the same country.
  const parts = text
    .split(/\s*[()[\]–—:/|]\s*|\s+-\s+/u)
    .filter((part) => part !== '')
    .map((part) => part.replace(/^(?:formerly|former|fmr\.?|ex|previously|aka)\s+/iu, ''));
  const meant = new Set(parts.map((part) => oneCode(part, all)));
  const [only] = meant;
  return parts.length === 2 && meant.size === 1 ? (only ?? null) : null;
}

function oneCode(text: string, { codes, names }: Countries): string | undefined {
  const written = text.trim().toLowerCase();
  const code = codes.get(/[a-z]/u.test(written) ? written.replaceAll('.', '') : written);
  return code ?? nameCode(countryWords(text), names) ?? nameCode(inOrder(text), names);
}

function nameCode(words: readonly string[], names: ReadonlyMap<string, string>): string | undefined {
  const whole = names.get(keyOf(words)) ?? names.get(keyOf(withoutArticle(words)));
  if (whole !== undefined) return whole;
  for (const { form, name } of withoutForm(words)) {
    const key = keyOf(name);
    const code = key.length < 4 ? undefined : names.get(key);
    if (code !== undefined) return otherMeanings[code]?.test(form.join(' ')) ? undefined : code;
  }
  return undefined;
}

/** Converts a flag to its two letters: it consists of two regional indicator symbols. */
function flagLetters(text: string): string {
  const letters = [...text.trim()].map((letter) => (letter.codePointAt(0) ?? 0) - 0x1f1e6);
  return letters.length === 2 && letters.every((place) => place >= 0 && place < 26)
    ? letters.map((place) => String.fromCodePoint(97 + place)).join('')
    : '';
}

function loadCountries(): Countries {
  const codes = new Map<string, string>();
  for (const [alpha3, alpha2] of Object.entries(getAlpha3Codes())) {
    codes.set(alpha2.toLowerCase(), alpha2).set(alpha3.toLowerCase(), alpha2);
  }
  for (const [numeric, alpha2] of Object.entries(getNumericCodes())) codes.set(numeric.padStart(3, '0'), alpha2);
  for (const [code, alpha2] of Object.entries(otherCodes)) codes.set(code, alpha2);
  const names = listedNames(codes);
  for (const [code, others] of Object.entries(countryAliases)) {
    for (const name of others.split(';')) names.set(keyOf(countryWords(name)), code);
  }
  return { codes, names };
}

/** Shorter names count with their accents only: without them, `Ý` would be a letter, and `Mỹ` a code. */
const shortestPlain = 5;

/**
 * Returns the names of all lists by their key, without those that mean different countries in two languages.
 * @param codes takes short names with accents
 */
function listedNames(codes: Map<string, string>): Map<string, string> {
  const names = new Map<string, string>();
  const ambiguous = new Set<string>();
  const require = createRequire(import.meta.url);
  for (const language of languages) {
    const given = (require(`i18n-iso-countries/langs/${language}.json`) as LocaleNames).countries;
    const short = new Intl.DisplayNames([language], { type: 'region' });
    for (const [code, all] of Object.entries(given)) {
      for (const name of [...[all].flat(), short.of(code) ?? '']) {
        const key = keyOf(countryWords(name));
        const hasAccents = key.length < shortestPlain && /[^\p{ASCII}]/u.test(name) && /\p{Script=Latin}/u.test(name);
        if (hasAccents) codes.set(name.toLowerCase(), code);
        if (key === '' || hasAccents) continue;
        if ((names.get(key) ?? code) !== code) ambiguous.add(key);
        names.set(key, code);
      }
    }
  }
  for (const key of [...ambiguous, ...uncertainNames]) names.delete(key);
  return names;
}
