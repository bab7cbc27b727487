import type { DefinitionPhones, NumberKind, ProviderDefinition } from '@tinygenesy/contract';
import { parsePhone, type ParsedPhone } from '../../phones/phone.ts';
import { isSame, ownValue, readPath } from './readPath.ts';

/** A number of an answer, with the provider's word on it. */
export interface AnsweredNumber {
  phone: ParsedPhone;
  kind: NumberKind;
  doNotCall: boolean;
}

export interface ReadNumbers {
  /** Sorted by preference, then by the provider's score. Each number once. */
  numbers: AnsweredNumber[];
  /** How many places hold a number that the provider masks ("+1 415-5**-****", true). */
  masked: number;
  /** How many places hold a text that can't be a phone number. */
  impossible: number;
  /** How many places hold an object or a list in place of a number. */
  unreadable: number;
}

/** Reads the phone numbers of an answer, at the places that the definition names and at no other. */
export function readNumbers(
  { answer, prefer }: Pick<ProviderDefinition, 'answer' | 'prefer'>,
  json: unknown,
  countryCode: string | null,
): ReadNumbers {
  const read: ReadNumbers = { numbers: [], masked: 0, impossible: 0, unreadable: 0 };
  const scored: (AnsweredNumber & { score: number })[] = [];
  for (const place of answer.phones.flatMap((phones) => placesOf(phones, json))) {
    const text = numberText(place.value);
    if (text === null) read.unreadable += 1;
    else if (text === 'masked') read.masked += 1;
    else if (text !== '') {
      const phone = parsePhone(text, { defaultCountry: place.country ?? countryCode });
      if (phone.kind === 'phone')
        scored.push({ phone, kind: place.kind, doNotCall: place.doNotCall, score: place.score });
      else read.impossible += 1;
    }
  }
  const rank = (kind: NumberKind): number => (prefer.includes(kind) ? prefer.indexOf(kind) : prefer.length);
  const sorted = scored.toSorted((a, b) => rank(a.kind) - rank(b.kind) || b.score - a.score);
  // A number that is flagged at one place is flagged, wherever else it stands.
  const flagged = new Set(sorted.filter(({ doNotCall }) => doNotCall).map(({ phone }) => phone.e164));
  const byNumber = new Map<string, AnsweredNumber>();
  for (const { phone, kind } of sorted) {
    if (!byNumber.has(phone.e164)) byNumber.set(phone.e164, { phone, kind, doNotCall: flagged.has(phone.e164) });
  }
  return { ...read, numbers: [...byNumber.values()] };
}

interface Place {
  value: unknown;
  kind: NumberKind;
  country: string | null;
  score: number;
  doNotCall: boolean;
}

function placesOf(phones: DefinitionPhones, json: unknown): Place[] {
  // The other parts of a number that is named by `at` are places of the whole answer.
  if (phones.at !== undefined) return placesIn(phones, json, phones.at, listOf);
  const { each = '$', number = '$' } = phones;
  return readPath(json, each)
    .flatMap(listOf)
    .flatMap((entry) => placesIn(phones, entry, number, (value) => [value]));
}

function placesIn(
  phones: DefinitionPhones,
  entry: unknown,
  number: string,
  valuesOf: (value: unknown) => readonly unknown[],
): Place[] {
  const kind = kindOf(phones, entry);
  if (kind === 'never' || isLeftOut(phones, entry)) return [];
  const country = first(entry, phones.countryAt);
  const score = Number(first(entry, phones.scoreAt) ?? 0);
  return readPath(entry, number)
    .flatMap(valuesOf)
    .map((value) => ({
      value,
      kind,
      country: typeof country === 'string' ? country : null,
      score: Number.isFinite(score) ? score : 0,
      doNotCall: isFlag(first(entry, phones.doNotCallAt)),
    }));
}

/** Places named without `[*]` may hold a list: each entry is read. */
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const first = (entry: unknown, path: string | undefined): unknown =>
  path === undefined ? undefined : readPath(entry, path)[0];

/** Words for a number that belongs to no person. They are never read, whatever the definition maps. */
const notPersonal = /\b(?:fax|company|corporate|switchboard|headquarters?|hq)\b/iu;

function kindOf({ type, typeAt, types }: DefinitionPhones, entry: unknown): NumberKind | 'never' {
  const word = first(entry, typeAt);
  if (typeof word !== 'string') return type ?? 'other';
  const mapped = Object.entries(types ?? {}).find(([given]) => isSame(word, given))?.[1];
  if (mapped !== undefined) return mapped;
  return notPersonal.test(word.replaceAll('_', ' ')) ? 'never' : (type ?? 'other');
}

function isLeftOut({ only, drop }: DefinitionPhones, entry: unknown): boolean {
  const has = ([key, wanted]: [string, string | number | boolean]): boolean =>
    ownValue(entry, key).some((value) => isSame(value, wanted));
  return !Object.entries(only ?? {}).every(has) || Object.entries(drop ?? {}).some(has);
}

/** Words of a do-not-call place that say "no". Any other text counts as the flag, because calling is the greater harm. */
const noFlag = /^(?:false|no|none|0|unknown|clear|allowed|not[ _]listed|n\/?a|null|-)$/iu;

function isFlag(value: unknown): boolean {
  if (typeof value === 'string') return !noFlag.test(value.trim());
  return value === true || (typeof value === 'number' && value !== 0);
}

const maskMarks = /[*•…●#█]|\.{3}|x{2,}/iu;
const noNumber = /^(?:-|–|n\/?a|null|none|nil|undefined|unknown)$/iu;

/** Returns a place's text; '' for none, `masked` for a hidden number, null for what is neither text nor number. */
function numberText(value: unknown): string | null {
  if (typeof value === 'boolean') return 'masked';
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? digitsOf(String(value)) : 'masked';
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (noNumber.test(text)) return '';
  return maskMarks.test(text) ? 'masked' : digitsOf(text);
}

const digitsOf = (text: string): string => (text.replace(/[^\p{Nd}]/gu, '').length < 6 ? 'masked' : text);
