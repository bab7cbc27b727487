import { createRequire } from 'node:module';
import { getAlpha3Codes, getNumericCodes } from 'i18n-iso-countries/index.js';
import { foldText } from '../../../leads/foldText.ts';

/** The package's data of a language: names by alpha-2 code. */
interface LocaleNames {
  countries: Record<string, string | string[]>;
}

/**
 * Languages of country names: those of the package and the shorter ones of `Intl`. Where one name means different
 * countries in two languages, the earlier language decides.
 */
const languages = `en de es fr it pt nl pl sv da no fi cs sk hu ro bg el hr sl et lv lt tr ca eu gl ru uk sr ar he fa
  id ms vi th zh ja ko`.split(/\s+/u);

/** Usual names that are in no list, without accents and dots. */
const aliases: Record<string, string> = {
  AE: 'emirates; the emirates; emiratos arabes; eau; vae',
  AG: 'antigua',
  AT: 'oesterreich',
  BA: 'bosnia',
  CD: `drc; dr congo; zaire; congo (kinshasa); congo, democratic republic of the; republica democratica do congo`,
  CF: 'central african rep',
  CG: 'kongo; congo (brazzaville); congo, republic of the',
  CI: 'cote divoire',
  CN: 'prc; pr china; peoples republic of china; mainland china; china mainland',
  CZ: 'czech; czech rep; tschechei',
  DE: 'federal republic of germany; frg; bundesrepublik deutschland; brd',
  DO: 'dominican rep; rep dominicana',
  ES: 'kingdom of spain; reino de espana',
  GB: `britain; england; scotland; wales; northern ireland; gb-eng; inglaterra; gran bretana; angleterre; inghilterra;
    gran bretagna; anglia; engeland; vk`,
  GR: 'el; hellenic republic',
  HK: 'hong kong sar; hong kong (china)',
  IE: 'eire; republic of ireland; irish republic; southern ireland',
  KP: 'dprk',
  KR: 'korea; rok; s korea; corea; coree',
  MK: 'fyrom; mazedonien; macedonie',
  MM: 'birmania; birmanie; birma',
  NL: 'holanda; hollande; olanda',
  NZ: 'n zealand; aotearoa',
  PH: 'phillipines; philipines',
  RU: 'russian fed',
  SA: 'ksa; kingdom of saudi arabia',
  TL: 'east timor',
  TR: 'turkiye cumhuriyeti',
  TT: 'trinidad',
  TW: 'republic of china; taiwan roc; taiwan, china; chinese taipei; formosa',
  US: `usa; us of a; the us; the usa; the united states; america; estados unidos de america; eeuu; ee uu; eua; vsa; vs;
    美利坚合众国`,
  VA: 'vatican; holy see',
  VC: 'st vincent; st vincent and the grenadines',
  XK: 'rks',
  ZA: 'rsa; s africa',
};

interface Countries {
  /** Codes in lower case. Accents stay: without them, words such as `Mỹ` and `Áo` would look like codes. */
  codes: Map<string, string>;
  /** Names in lower case, without accents. */
  names: Map<string, string>;
}
let countries: Countries | undefined;
/** Results by text, because files repeat their countries. */
const known = new Map<string, string | null>();
const mostKnown = 5_000;

/**
 * Returns the ISO 3166-1 alpha-2 code of a country; null: the text is not a country. The text may be a code (two
 * letters, three letters or three digits), a name in many languages, another usual name, or a flag.
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
  const found = oneCode(text, all) ?? all.codes.get(flagLetters(text));
  if (found !== undefined) return found;
  // In `Spain (ES)` and `ES - España`, both parts must mean the same country.
  const parts = text.split(/\s*[()[\]–—:/|]\s*|\s+-\s+/u).filter((part) => part !== '');
  const meant = new Set(parts.map((part) => oneCode(part, all)));
  const [only] = meant;
  return parts.length === 2 && meant.size === 1 ? (only ?? null) : null;
}

function oneCode(text: string, { codes, names }: Countries): string | undefined {
  const written = text.trim().toLowerCase();
  return codes.get(/[a-z]/u.test(written) ? written.replaceAll('.', '') : written) ?? names.get(nameKey(text));
}

/** Converts a flag to its two letters: it consists of two regional indicator symbols. */
function flagLetters(text: string): string {
  const letters = [...text.trim()].map((letter) => (letter.codePointAt(0) ?? 0) - 0x1f1e6);
  return letters.length === 2 && letters.every((place) => place >= 0 && place < 26)
    ? letters.map((place) => String.fromCodePoint(97 + place)).join('')
    : '';
}

const nameKey = (text: string): string =>
  foldText(text)
    .replace(/[’`´]/gu, "'")
    .replace(/&/gu, ' and ')
    .replace(/\d/gu, '#')
    .replace(/[.\u200e\u200f]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();

function loadCountries(): Countries {
  const codes = new Map<string, string>();
  const names = new Map<string, string>();
  const add = (name: string, code: string): void => {
    const key = nameKey(name);
    if (key !== '' && !names.has(key)) names.set(key, code);
  };
  for (const [alpha3, alpha2] of Object.entries(getAlpha3Codes())) {
    codes.set(alpha2.toLowerCase(), alpha2).set(alpha3.toLowerCase(), alpha2);
  }
  for (const [numeric, alpha2] of Object.entries(getNumericCodes())) codes.set(numeric.padStart(3, '0'), alpha2);
  for (const [code, others] of Object.entries(aliases)) for (const name of others.split(/\s*;\s*/u)) add(name, code);
  const require = createRequire(import.meta.url);
  for (const language of languages) {
    const given = (require(`i18n-iso-countries/langs/${language}.json`) as LocaleNames).countries;
    const short = new Intl.DisplayNames([language], { type: 'region' });
    for (const [code, all] of Object.entries(given)) {
      for (const name of [all].flat()) add(name, code);
      add(short.of(code) ?? '', code);
    }
  }
  return { codes, names };
}
