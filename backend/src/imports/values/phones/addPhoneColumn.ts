import { importPhoneFields, type ImportTarget } from '@tinygenesy/contract';
import { bareName } from '../../mapping/bareName.ts';
import { meaningOfLabel, type PhoneKind, phoneMeaning } from '../../mapping/phones/phoneMeaning.ts';
import type { LeadColumn } from '../leadColumn.ts';

/** A column of phone numbers, with the columns beside it that tell more about each number. */
export interface PhoneColumn extends LeadColumn {
  /** By the header, or null. */
  kind: PhoneKind | null;
  /** 0 is preferred. */
  rank: number;
  labelPlace: number | null;
  doNotCallPlace: number | null;
  extensionPlace: number | null;
  dialCodePlace: number | null;
}

const fields: readonly string[] = ['phoneNumber', ...importPhoneFields];

/** Returns the field of a target without the number of a repeated column. */
const fieldOf = (target: ImportTarget): string => target.replace(/:\d+$/u, '');

export const isPhoneTarget = (target: ImportTarget): boolean => fields.includes(fieldOf(target));

const ranks: Record<PhoneKind, number> = { mobile: 1, direct: 2, phone: 3, work: 3, other: 4, home: 5 };

/** Returns the rank of a labelled number. */
export const rankOfLabel = (label: string, { rank }: PhoneColumn): number => {
  const meaning = meaningOfLabel(label);
  return meaning === null || meaning === 'firm' || meaning === 'aside' ? rank : ranks[meaning];
};

/**
 * Adds a column of phone numbers to `found`, in the order of preference. A second column for one target gets a number,
 * so that corrections can name it (`mobilePhone:2`).
 */
export function addPhoneColumn(found: PhoneColumn[], column: LeadColumn, headers: readonly string[]): PhoneColumn[] {
  if (column.place === null && found.some(({ target }) => target === column.target)) return found;
  const base = fieldOf(column.target);
  const copies = found.filter(({ target }) => fieldOf(target) === base).length;
  const repeated = importPhoneFields.find((field) => field === base);
  const target: ImportTarget =
    column.place === null || copies === 0 || repeated === undefined ? column.target : `${repeated}:${copies + 1}`;
  const meaning = column.header === null ? null : phoneMeaning(column.header);
  const added: PhoneColumn = {
    ...column,
    target,
    kind: meaning === 'firm' || meaning === 'aside' || meaning === 'phone' ? null : meaning,
    rank: fields.indexOf(base),
    labelPlace: labelBeside(column.header, headers),
    doNotCallPlace: besides(column.header, headers, doNotCall),
    extensionPlace: besides(column.header, headers, extension) ?? nextTo(column.place, headers, [1], extension),
    dialCodePlace: besides(column.header, headers, dialCode) ?? nextTo(column.place, headers, [-1, 1], dialCode),
  };
  return [...found, added].toSorted((a, b) => a.rank - b.rank);
}

const label = /^(?:label|type|kind|typ|etikett|etikette|bezeichnung|etiqueta|tipo|libelle|etiquette)$/u;
const extension = /^(?:ext|extn|extension|durchwahl|nebenstelle|anexo|ramal|poste|interno|toestel|wewnetrzny|dahili)$/u;
const dialCode =
  /^(?:(?:phone)?(?:countrycode|countryprefix)|(?:dial|dialing|dialling|calling|isd|phone)code|(?:phone)?prefix|(?:landes|lander|laender)vorwahl|indicatif|prefijo|prefisso|prefixo)$/u;
const doNotCall = /^(?:donotcall|dnc|isdnc|donotcallflag)$/u;

/** Returns the place of the column with the labels of another one; null: none. */
export const labelBeside = (header: string | null, headers: readonly string[]): number | null =>
  besides(header, headers, label);

/** Returns the place of the column whose header is the other's with such a word behind it; null: none. */
function besides(header: string | null, headers: readonly string[], word: RegExp): number | null {
  if (header === null) return null;
  const stem = bareName(header).replace(/(?:value|number|wert|valor|valeur|nummer|numero)$/u, '');
  const place = headers.findIndex((other) => {
    const name = bareName(other);
    return name.startsWith(stem) && word.test(name.slice(stem.length));
  });
  return place === -1 ? null : place;
}

/** Returns the place of the column right beside another one whose header is such a word; null: none. */
function nextTo(
  place: number | null,
  headers: readonly string[],
  sides: readonly number[],
  word: RegExp,
): number | null {
  if (place === null) return null;
  return sides.map((side) => place + side).find((other) => word.test(bareName(headers[other] ?? ''))) ?? null;
}
