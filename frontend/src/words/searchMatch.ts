import { customFieldLabel, fieldStart, foldText, type Lead, searchPieces, withoutAccents } from '@tinygenesy/contract';

/** A part of a text, and whether the search found it. */
export type MarkedPart = { text: string; isFound: boolean };
/** Where a search found a lead, beside the columns on screen. */
export type SearchMatch = { field: string; parts: MarkedPart[] };

const noPieces: readonly string[] = [];
/** The pieces of a search, one of which each found lead contains. None: no search. */
export const piecesOf = (q: string | undefined): readonly string[] => (q === undefined ? noPieces : searchPieces(q));

/** A text as the search reads it, and the place of each of its characters in the text. */
type Folded = { text: string; places: { start: number; end: number }[] };

const foldedBy = (text: string, fold: (character: string) => string): Folded => {
  const places = [{ start: 0, end: 0 }];
  let folded = fieldStart;
  let start = 0;
  for (const character of text) {
    const end = start + character.length;
    const isSpace = /\s/u.test(character);
    const plain = isSpace ? ' ' : fold(character);
    const isRepeated = isSpace && /\s$/u.test(folded);
    if (!isRepeated) {
      folded += plain;
      for (let unit = 0; unit < plain.length; unit += 1) places.push({ start, end });
    }
    start = end;
  }
  return { text: folded, places };
};

/** The start and the end of the first piece in a text; null: it contains none. */
const findIn = ({ text, places }: Folded, pieces: readonly string[]): [number, number] | null => {
  for (const piece of pieces) {
    const at = text.indexOf(piece);
    if (at < 0) continue;
    // The start of the field, and the blank before a word, are no part of what was found.
    const first = places[/^\s/u.test(piece) ? at + 1 : at];
    const last = places[at + piece.length - 1];
    if (first !== undefined && last !== undefined && last.end > first.start) return [first.start, last.end];
  }
  return null;
};

/** Only the digits and the plus of a phone number. */
const digitsOf = (text: string): Folded => {
  const places = [...text].flatMap((character, start) => (/[+\d]/u.test(character) ? [{ start, end: start + 1 }] : []));
  return { text: places.map(({ start }) => text[start]).join(''), places };
};

const partsAt = (text: string, found: [number, number] | null): MarkedPart[] | null => {
  if (found === null) return null;
  const [start, end] = found;
  return [
    { text: text.slice(0, start), isFound: false },
    { text: text.slice(start, end), isFound: true },
    { text: text.slice(end), isFound: false },
  ].filter((part) => part.text !== '');
};

/** Marks what the search found in a text, without regard to case and accents. Null: nothing. */
export const markText = (text: string, pieces: readonly string[]): MarkedPart[] | null =>
  pieces.length === 0
    ? null
    : partsAt(text, findIn(foldedBy(text, foldText), pieces) ?? findIn(foldedBy(text, withoutAccents), pieces));

/** Marks what the search found in a phone number, however both are written. Null: nothing. */
export const markNumber = (number: string, pieces: readonly string[]): MarkedPart[] | null =>
  partsAt(
    number,
    findIn(
      digitsOf(number),
      pieces.filter((piece) => /^\+?\d{3,}$/u.test(piece)),
    ),
  );

const mostBefore = 8;
const mostAfter = 30;
const mostOfField = 16;

/** The end of a text, from the start of a word if it has one. */
const endOf = (text: string): string => {
  if (text.length <= mostBefore) return text;
  const end = text.slice(-mostBefore);
  return `…${end.replace(/^\S*\s+(?=\S)/u, '')}`;
};

/** Shortens the parts to what was found and a little before and after it, so that it is in sight in a narrow column. */
const excerpt = (parts: MarkedPart[]): MarkedPart[] =>
  parts.map(({ text, isFound }, index) => {
    if (!isFound && index === 0) return { text: endOf(text), isFound };
    return { text: shortened(text, isFound ? 2 * mostAfter : mostAfter), isFound };
  });

const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);

type Searched = {
  /** Columns that show the text. */
  columns: readonly string[];
  field: string;
  text: string | null;
  isNumber?: true;
};

const name = ({ firstName, lastName }: Lead): string | null =>
  [firstName, lastName].filter((part) => part !== null).join(' ') || null;

/** The texts of a lead in which the search looks. */
const searchedTexts = (lead: Lead): Searched[] => [
  { columns: ['name', 'nameAndPhone'], field: 'Name', text: name(lead) },
  { columns: ['email'], field: 'Email', text: lead.email },
  { columns: ['company'], field: 'Company', text: lead.companyName },
  { columns: ['jobTitle'], field: 'Job title', text: lead.jobTitle },
  {
    columns: ['phone', 'nameAndPhone'],
    field: 'Phone',
    text: lead.phoneFormatted ?? lead.phoneNumber,
    isNumber: true,
  },
  ...lead.tags.map((tag): Searched => ({ columns: ['tags'], field: 'Tag', text: tag })),
  ...lead.phones.map(({ number }): Searched => ({
    columns: ['phones'],
    field: 'Further phone',
    text: number,
    isNumber: true,
  })),
  ...Object.entries(lead.custom).map(([field, text]): Searched => ({
    columns: [`custom:${field}`],
    field: customFieldLabel(field),
    text,
  })),
];

/**
 * Returns what the search found in a lead and no column on screen shows; null: a column shows it, or nothing was found.
 * @param shown the ids of the columns on screen
 */
export const searchMatch = (lead: Lead, pieces: readonly string[], shown: ReadonlySet<string>): SearchMatch | null => {
  if (pieces.length === 0) return null;
  let hidden: SearchMatch | null = null;
  for (const { columns, field, text, isNumber } of searchedTexts(lead)) {
    const parts = text === null ? null : isNumber === true ? markNumber(text, pieces) : markText(text, pieces);
    if (parts === null) continue;
    if (columns.some((column) => shown.has(column))) return null;
    hidden ??= { field: shortened(field, mostOfField), parts: isNumber === true ? parts : excerpt(parts) };
  }
  return hidden;
};
