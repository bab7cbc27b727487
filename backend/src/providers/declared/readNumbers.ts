import type { DefinitionPhones, NumberKind, ProviderDefinition } from '@tinygenesy/contract';
import { parsePhone, type ParsedPhone } from '../../phones/phone.ts';
import { entriesAt, isSame, type Located, locate, ownValue, readPath } from './readPath.ts';

/** A number of an answer, with the provider's word on it. */
export interface AnsweredNumber {
  phone: ParsedPhone;
  kind: NumberKind;
  doNotCall: boolean;
}

/**
 * What a value at a named place was read as: a number (its E.164), nothing (`-`, `n/a`), a masked number, a text that can't be
 * a number, a list or an object, a number that belongs to no person, or an entry that the definition leaves out.
 */
export type PlaceResult =
  | { is: 'number'; e164: string }
  | { is: 'blank' | 'masked' | 'impossible' | 'unreadable' | 'not_personal' | 'left_out' };

/** A place of the answer that the definition names for numbers. */
export interface ReadPlace {
  at: string;
  value: unknown;
  /** null: a number that belongs to no person. */
  kind: NumberKind | null;
  result: PlaceResult;
}

export interface ReadNumbers {
  /** Sorted by preference, then by the provider's score. Each number once. */
  numbers: AnsweredNumber[];
  /** Every place with a value, in the order of the definition. */
  places: ReadPlace[];
}

/** Reads the phone numbers of an answer, at the places that the definition names and at no other. */
export function readNumbers(
  { answer, prefer }: Pick<ProviderDefinition, 'answer' | 'prefer'>,
  json: unknown,
  countryCode: string | null,
): ReadNumbers {
  const places: ReadPlace[] = [];
  const scored: (AnsweredNumber & { score: number })[] = [];
  for (const place of answer.phones.flatMap((phones) => placesOf(phones, json))) {
    const { at, value, kind, doNotCall, score } = place;
    const phone = phoneAt(place, countryCode);
    if (typeof phone === 'string' || kind === 'never') {
      const is = typeof phone === 'string' ? phone : 'not_personal';
      places.push({ at, value, kind: kind === 'never' ? null : kind, result: { is } });
    } else {
      places.push({ at, value, kind, result: { is: 'number', e164: phone.e164 } });
      scored.push({ phone, kind, doNotCall, score });
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
  return { numbers: [...byNumber.values()], places };
}

/** Returns the phone number at a place, or what the place has in its stead. */
function phoneAt(place: Place, countryCode: string | null): ParsedPhone | Exclude<PlaceResult['is'], 'number'> {
  if (place.kind === 'never') return 'not_personal';
  if (place.isLeftOut) return 'left_out';
  const text = numberText(place.value);
  if (text === null) return 'unreadable';
  if (text === 'masked') return 'masked';
  if (text === '') return 'blank';
  const phone = parsePhone(text, { defaultCountry: place.country ?? countryCode });
  return phone.kind === 'phone' ? phone : 'impossible';
}

interface Place extends Located {
  kind: NumberKind | 'never';
  isLeftOut: boolean;
  country: string | null;
  score: number;
  doNotCall: boolean;
}

function placesOf(phones: DefinitionPhones, json: unknown): Place[] {
  const whole = { at: '', value: json };
  // The other parts of a number that is named by `at` are places of the whole answer.
  if (phones.at !== undefined) return placesIn(phones, whole, phones.at, entriesAt);
  const { each = '$', number = '$' } = phones;
  return locate(whole, each)
    .flatMap(entriesAt)
    .flatMap((entry) => placesIn(phones, entry, number, (value) => [value]));
}

function placesIn(
  phones: DefinitionPhones,
  entry: Located,
  number: string,
  valuesOf: (value: Located) => readonly Located[],
): Place[] {
  const country = first(entry.value, phones.countryAt);
  const score = Number(first(entry.value, phones.scoreAt) ?? 0);
  const common = {
    kind: kindOf(phones, entry.value),
    isLeftOut: isLeftOut(phones, entry.value),
    country: typeof country === 'string' ? country : null,
    score: Number.isFinite(score) ? score : 0,
    doNotCall: isFlag(first(entry.value, phones.doNotCallAt)),
  };
  return locate(entry, number)
    .flatMap(valuesOf)
    .map((located) => ({ ...located, ...common }));
}

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
