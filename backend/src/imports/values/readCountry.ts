import { createRequire } from 'node:module';
import { getAlpha3Codes, getNumericCodes } from 'i18n-iso-countries/index.js';
import { foldText } from '../../leads/foldText.ts';

/** The package's data of a language: names by alpha-2 code. */
interface LocaleNames {
  countries: Record<string, string | string[]>;
}

/** Where two languages call different countries by one name, the earlier one's meaning counts. */
const languages = `en de es fr it pt nl pl sv da no fi cs sk hu ro bg el hr sl et lv lt tr ca eu gl ru uk sr ar he fa
  id ms vi th zh ja ko`.split(/\s+/u);

/** What people write and no list has. */
const aliases: Record<string, string> = {
  GB: `uk; u.k.; britain; great britain; england; scotland; wales; northern ireland; gbr; inglaterra; gran bretana;
    grossbritannien; royaume-uni; angleterre; inghilterra; gran bretagna; anglia; engeland; gb-eng`,
  US: `usa; u.s.; u.s.a.; us of a; united states of america; the united states; the us; the usa; america;
    estados unidos de america; ee.uu.; ee. uu.; ee uu; eeuu; e.e.u.u.; eua; e.u.a.; etats-unis d'amerique; vsa;
    vereinigte staaten von amerika; stati uniti d'america; amerika; сша; 美利坚合众国`,
  NL: 'holland; the netherlands; holanda; hollande; olanda; niederlande',
  DE: 'federal republic of germany; brd; bundesrepublik deutschland; frg',
  ES: 'espagne; kingdom of spain; reino de espana',
  GR: 'el; hellas; hellenic republic',
  CZ: 'czech; czech rep; czech rep.; cesko; tschechei; ceska republika',
  TR: 'turkey; turkiye; turkiye cumhuriyeti',
  AE: 'uae; u.a.e.; emirates; the emirates; eau; vae; emiratos arabes',
  SA: 'ksa; kingdom of saudi arabia',
  KR: 'korea; south korea; s. korea; rok; republic of korea; corea; corea del sur; coree; sudkorea',
  KP: 'north korea; dprk; corea del norte; nordkorea',
  CN: 'prc; p.r. china; pr china; peoples republic of china; mainland china; china mainland; p.r.c.',
  HK: 'hong kong sar; hongkong; hong kong (china)',
  MO: 'macau; macao',
  TW: 'republic of china; taiwan, china; taiwan r.o.c.; formosa; chinese taipei',
  RU: 'russia; russian fed.; rusia; russie; russland',
  VN: 'vietnam; viet nam',
  IE: 'eire; republic of ireland; irish republic; southern ireland',
  CH: 'swiss; schweiz/suisse; confoederatio helvetica',
  MK: 'macedonia; fyrom; mazedonien; macedonie',
  MM: 'burma; birmania; birmanie; birma',
  SZ: 'swaziland; eswatini',
  CI: 'ivory coast; cote divoire',
  CV: 'cape verde',
  TL: 'east timor',
  CD: 'drc; dr congo; d.r. congo; congo-kinshasa; zaire; congo, democratic republic of the; congo (kinshasa)',
  CG: 'congo-brazzaville; congo (brazzaville); congo, republic of the; congo; kongo',
  BO: 'bolivia',
  VE: 'venezuela',
  IR: 'iran',
  SY: 'syria',
  MD: 'moldova; moldavia; moldawien',
  LA: 'laos',
  BN: 'brunei',
  TZ: 'tanzania',
  PS: 'palestine; palestinian territories',
  VA: 'vatican; vatican city; holy see',
  BA: 'bosnia; bosnia & herzegovina; bosnia-herzegovina; bih',
  RS: 'serbia',
  XK: 'kosovo; rks',
  BR: 'brasil',
  NZ: 'n. zealand; aotearoa',
  ZA: 'rsa; s. africa',
  AT: 'osterreich; oesterreich',
  DO: 'dominican rep.; rep. dominicana; republica dominicana',
  CF: 'central african rep.',
  PH: 'phillipines; philipines',
  TT: 'trinidad; trinidad & tobago',
  AG: 'antigua; antigua & barbuda',
  KN: 'st kitts and nevis; st. kitts & nevis',
  LC: 'st lucia; st. lucia',
  VC: 'st vincent and the grenadines; st. vincent',
};

let codes: Map<string, string> | undefined;
/** Files repeat their countries: what was asked before is known. */
const known = new Map<string, string | null>();
const mostKnown = 5_000;

/**
 * The ISO 3166-1 alpha-2 code of a country given by code (two letters, three letters, three figures), by name in many
 * languages, by a usual other name, or by its flag; null: it is none.
 */
export function readCountry(text: string): string | null {
  const before = known.get(text);
  if (before !== undefined) return before;
  codes ??= readCodes();
  const code = codeOf(text, codes);
  if (known.size < mostKnown) known.set(text, code);
  return code;
}

function codeOf(text: string, all: ReadonlyMap<string, string>): string | null {
  const found = all.get(keyOf(text)) ?? all.get(flagLetters(text));
  if (found !== undefined) return found;
  // `Spain (ES)`, `ES - España`: both parts must say the same.
  const parts = text.split(/\s*[()[\]–—:/|]\s*|\s+-\s+/u).filter((part) => part !== '');
  const meant = new Set(parts.map((part) => all.get(keyOf(part))));
  const [only] = meant;
  return parts.length === 2 && meant.size === 1 ? (only ?? null) : null;
}

/** A flag is two letters of its own alphabet. */
function flagLetters(text: string): string {
  const letters = [...text.trim()].map((letter) => (letter.codePointAt(0) ?? 0) - 0x1f1e6);
  return letters.length === 2 && letters.every((place) => place >= 0 && place < 26)
    ? letters.map((place) => String.fromCodePoint(97 + place)).join('')
    : '';
}

const keyOf = (text: string): string =>
  foldText(text)
    .replace(/[’`´]/gu, "'")
    .replace(/[.\u200e\u200f]/gu, '')
    .trim();

function readCodes(): Map<string, string> {
  const all = new Map<string, string>();
  const add = (name: string, code: string): void => {
    const key = keyOf(name);
    if (key !== '' && !all.has(key)) all.set(key, code);
  };
  for (const [alpha3, alpha2] of Object.entries(getAlpha3Codes())) {
    add(alpha2, alpha2);
    add(alpha3, alpha2);
  }
  for (const [numeric, alpha2] of Object.entries(getNumericCodes())) add(numeric.padStart(3, '0'), alpha2);
  for (const [code, names] of Object.entries(aliases)) for (const name of names.split(/\s*;\s*/u)) add(name, code);
  const require = createRequire(import.meta.url);
  for (const language of languages) {
    const { countries } = require(`i18n-iso-countries/langs/${language}.json`) as LocaleNames;
    for (const [code, names] of Object.entries(countries)) for (const name of [names].flat()) add(name, code);
  }
  return all;
}
