import { type ImportColumn, type ImportField, type ImportTarget, importFields } from '@tinygenesy/contract';
import { exportModeOf, exportTarget } from '../../leads/export/exportColumns.ts';
import { isBlankWord } from '../values/cells/isBlankWord.ts';
import { repairMojibake } from '../values/cells/repairMojibake.ts';
import { shorten } from '../values/cells/shorten.ts';
import { tidyCell } from '../values/cells/tidyCell.ts';
import { namesByEmail } from './namesByEmail.ts';
import { ownReadOnlyColumns } from './ownReadOnlyColumns.ts';
import { namesOthers } from './headerWords.ts';
import { phoneMeaning } from './phones/phoneMeaning.ts';
import { settlePhones } from './phones/settlePhones.ts';
import { mayHaveSeveral, settleSeveral } from './settleSeveral.ts';
import { meaningOfName } from './targetOfName.ts';
import { valuesFit, valuesLook } from './valuesLook.ts';

const mostSamples = 5;
const longestSample = 200;
const longestCustomName = 100;

interface Guess {
  target: ImportTarget | null;
  confidence: number;
  because: 'name' | 'values' | 'nothing';
  /** The name has other meanings too. */
  isWeak: boolean;
}
const unknown: Guess = { target: null, confidence: 0, because: 'nothing', isWeak: false };
const named = { confidence: 1, because: 'name', isWeak: false } as const;

/**
 * Suggests a target for each column, by its name and by the look of its values. Of two columns for
 * one field, the better one gets it; some fields keep both (`mayHaveSeveral`). An unknown column becomes a custom field. Read-only columns of our own export are
 * not mapped.
 * @param originalHeaders the headers as in the file; ignored when `hasHeader` is false
 * @param headers distinct and never empty
 */
export function suggestColumns(
  originalHeaders: readonly string[],
  headers: readonly string[],
  sampleRows: readonly (readonly string[])[],
  hasHeader: boolean,
): ImportColumn[] {
  const originals = headers.map((header, place) => originalHeaders[place] ?? header);
  const readable = originals.map((header) => repairMojibake(header) ?? header);
  const cells = headers.map((_, place) => sampleRows.map((row) => valueOf(row[place] ?? '')));
  const values = cells.map((column) => column.filter((text) => text !== ''));
  const exportMode = hasHeader ? exportModeOf(originals) : null;
  const readOnly = hasHeader ? ownReadOnlyColumns(readable) : [];

  const guesses = headers.map((_, place): Guess => {
    if (exportMode !== null) {
      return { ...named, target: exportTarget(originals[place] ?? '', exportMode) };
    }
    if (readOnly[place]) return { ...named, target: null };
    const header = hasHeader ? (readable[place] ?? '') : '';
    if (isNoPersonsPhone(header)) return unknown;
    const guess = hasHeader ? byName(header, values[place] ?? []) : null;
    return guess ?? (namesOthers(header) ? unknown : (byValues(values[place] ?? []) ?? unknown));
  });
  const emails = cells[guesses.findIndex(({ target }) => target === 'email')];
  if (emails !== undefined) findNames(guesses, cells, emails);
  if (exportMode === null) {
    settlePhones(guesses, readable, values, unknown);
    settleSeveral(guesses, unknown);
  }
  settleNames(guesses);
  keepBetterColumns(guesses, values);

  const taken = new Set<ImportTarget | null>(guesses.map(({ target }) => target));
  return headers.map((header, place) => {
    const guess = guesses[place] ?? unknown;
    const isCustom = guess.target === null && guess.because === 'nothing';
    return {
      header,
      originalHeader: originals[place] ?? header,
      suggested: isCustom ? customTarget(readable[place]?.trim() || header, taken) : guess.target,
      confidence: Math.round(guess.confidence * 100) / 100,
      because: guess.because,
      samples: [...new Set(values[place])].slice(0, mostSamples).map((text) => shorten(text, longestSample)),
    };
  });
}

function valueOf(cell: string): string {
  const text = tidyCell(cell);
  return isBlankWord(text, 'countryCode') ? '' : text;
}

const phone = { target: 'phoneNumber', isWeak: false } as const;
const isNoPersonsPhone = (header: string): boolean => ['firm', 'aside'].includes(phoneMeaning(header) ?? '');

function byName(header: string, values: readonly string[]): Guess | null {
  const meaning = meaningOfName(header) ?? (phoneMeaning(header) === null ? null : phone);
  if (meaning === null) return null;
  const { target, isWeak } = meaning;
  if (!isField(target)) return { ...named, target };
  const look = byValues(values);
  // Profiles stand below `URL`, `Website` or `Link`, too.
  if (look?.target === 'linkedinUrl' && target === 'companyWebsite') return look;
  const fits = valuesFit(target, values, isWeak ? 1 : 3);
  if (fits !== false) return { ...named, target, confidence: fits === null ? 0.9 : 0.98, isWeak };
  // The values contradict the name, so the values decide.
  return look ?? unknown;
}

function byValues(values: readonly string[]): Guess | null {
  const look = valuesLook(values);
  return look === null ? null : { target: look.field, confidence: look.share * 0.8, because: 'values', isWeak: false };
}

/** Finds name columns among the unrecognized ones by the names in the emails. */
function findNames(guesses: Guess[], cells: readonly (readonly string[])[], emails: readonly string[]): void {
  const has = (...fields: ImportField[]): boolean =>
    guesses.some(({ target }) => fields.some((field) => field === target));
  cells.forEach((column, place) => {
    if (guesses[place] !== unknown) return;
    const names = namesByEmail(column, emails);
    if (names === null || has(names.field, 'fullName')) return;
    if (names.field === 'fullName' && has('firstName', 'lastName')) return;
    guesses[place] = { target: names.field, confidence: names.share * 0.6, because: 'values', isWeak: false };
  });
}

/**
 * Decides on a column of full names beside other name columns. "Name" beside "Vorname" becomes the last name. "Nombre"
 * beside "Apellidos" becomes the first name.
 */
function settleNames(guesses: Guess[]): void {
  const has = (field: ImportField): boolean => guesses.some(({ target }) => target === field);
  const [first, last] = [has('firstName'), has('lastName')];
  if (!first && !last) return;
  guesses.forEach((guess, place) => {
    if (guess.target !== 'fullName') return;
    guesses[place] = first && last ? unknown : { ...guess, target: first ? 'lastName' : 'firstName' };
  });
}

/**
 * Keeps one column per field: the one with the highest product of confidence and number of values, else the first.
 * Fields that may have several columns keep all that name them.
 */
function keepBetterColumns(guesses: Guess[], values: readonly (readonly string[])[]): void {
  const worth = (place: number): number => (guesses[place]?.confidence ?? 0) * (0.1 + (values[place]?.length ?? 0));
  const best = new Map<ImportTarget, number>();
  guesses.forEach(({ target }, place) => {
    const rival = target === null ? undefined : best.get(target);
    if (target !== null && (rival === undefined || worth(place) > worth(rival))) best.set(target, place);
  });
  guesses.forEach(({ target, because }, place) => {
    const isBest = target === null || best.get(target) === place;
    if (!isBest && !(because === 'name' && mayHaveSeveral(target))) guesses[place] = unknown;
  });
}

/** Returns a custom field with a name that is not in `taken`, and adds the name to `taken`. */
function customTarget(name: string, taken: Set<ImportTarget | null>): ImportTarget {
  const short = shorten(name, longestCustomName - 10);
  let target: ImportTarget = `custom:${shorten(name, longestCustomName)}`;
  for (let count = 2; taken.has(target); count += 1) target = `custom:${short} (${count})`;
  taken.add(target);
  return target;
}

const fields: ReadonlySet<string> = new Set(importFields);
const isField = (target: ImportTarget): target is ImportField => fields.has(target);
