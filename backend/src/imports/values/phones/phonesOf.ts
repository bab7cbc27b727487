import type { LeadPhone } from '@tinygenesy/contract';
import { phoneColumns } from '../../../leads/phoneColumns.ts';
import { unusualDetail } from '../../../leads/unusualDetail.ts';
import { type ParsedPhone, type PhoneReading, readPhones } from '../../../phones/readPhones.ts';
import { meaningOfLabel } from '../../mapping/phones/phoneMeaning.ts';
import { readYesNo } from '../cells/readYesNo.ts';
import { addIssue, keep, phoneCellOf, type RowInHand } from '../rowInHand.ts';
import type { RowLead } from '../../types.ts';
import { type PhoneColumn, rankOfLabel } from './addPhoneColumn.ts';
import { type ReadCell, tellPhones } from './tellPhones.ts';

/**
 * Reads all phone columns of a row. The preferred number becomes the lead's, the others are kept beside it.
 * @param countryCode the row's country, for numbers without a country code
 * @param at when the file came (ISO 8601); null: not known
 */
export function phonesOf(
  row: RowInHand,
  countryCode: string | null,
  at: string | null,
): Pick<RowLead, 'phone' | 'phones'> {
  const cells = row.columns.phones
    .flatMap((column) => readCell(row, column, countryCode) ?? [])
    .toSorted((a, b) => a.rank - b.rank);
  const eligible = cells.filter(({ reading, doNotCall, column }) => {
    const mayBeChosen = !row.isExport || column.target === 'phoneNumber';
    return reading.problem === null && doNotCall !== true && mayBeChosen;
  });
  const chosen = eligible[0];
  tellPhones(row, cells, chosen, countryCode);
  const first = chosen?.reading.phones[0];
  const inOrder = chosen === undefined ? cells : [chosen, ...cells.filter((cell) => cell !== chosen)];
  return {
    phone:
      first === undefined
        ? null
        : { ...phoneColumns(first), phoneDetail: first.unusual ? unusualDetail(null, first.doubts) : null },
    phones: inOrder.flatMap((cell) => cell.reading.phones.map((phone) => leadPhone(phone, cell, at))),
  };
}

function readCell(row: RowInHand, column: PhoneColumn, countryCode: string | null): ReadCell | null {
  const cell = phoneCellOf(row, column);
  if (cell === null) return null;
  const isTestNumber = column.target === 'phoneNumber' && row.isSandboxNumber;
  if (isTestNumber && row.corrected?.get('phoneNumber') === undefined) {
    addIssue(row, 'made_up_phone', cell, 'Sandbox number (test data). The phone number stays empty.');
    return null;
  }
  const label = column.labelPlace === null ? '' : (row.cells[column.labelPlace] ?? '');
  const meaning = meaningOfLabel(label);
  if (meaning === 'firm' || meaning === 'aside') {
    const what = meaning === 'firm' ? 'A number of the company' : 'Not a number for calls';
    addIssue(
      row,
      'not_persons_phone',
      cell,
      `${what}, as its label says. Not imported as a phone number, ${keep(row, cell)}.`,
    );
    return null;
  }
  const flag = column.doNotCallPlace === null ? '' : (row.cells[column.doNotCallPlace] ?? '').trim();
  return {
    column,
    cell,
    rank: rankOfLabel(label, column),
    type: meaning ?? column.kind,
    // An unclear mark counts as set, to be safe.
    doNotCall: flag === '' ? null : (readYesNo(flag) ?? true),
    reading: withExtension(row, column, readWithCode(row, column, cell.text, countryCode)),
  };
}

/** Reads a number whose country code may stand in a column of its own. */
function readWithCode(
  row: RowInHand,
  { dialCodePlace }: PhoneColumn,
  text: string,
  country: string | null,
): PhoneReading {
  const given = dialCodePlace === null ? '' : (row.cells[dialCodePlace] ?? '');
  const [, code] = /^\s*['=]?\s*\(?(?:\+|00)?([1-9]\d{0,3})\)?\s*$/u.exec(given) ?? [];
  if (code === undefined || /^\s*(?:\+|00)/u.test(text)) return readPhones(text, country);
  const reading = readPhones(`+${code} ${text}`, country);
  return reading.phones[0]?.unusual === false ? reading : readPhones(text, country);
}

/** Adds the extension that stands in a column of its own. */
function withExtension(row: RowInHand, { extensionPlace }: PhoneColumn, reading: PhoneReading): PhoneReading {
  const [first, ...others] = reading.phones;
  const [extension] = /\d{1,7}/u.exec(extensionPlace === null ? '' : (row.cells[extensionPlace] ?? '')) ?? [];
  if (first === undefined || first.extension !== null || extension === undefined) return reading;
  return { ...reading, phones: [{ ...first, extension }, ...others] };
}

/** The type of a further number: what the file says, except that a numbering plan knows mobile numbers better. */
function leadPhone(phone: ParsedPhone, { type, doNotCall }: ReadCell, at: string | null): LeadPhone {
  const isOpen = phone.type === null || phone.type === 'fixed_line_or_mobile';
  const said = type === 'mobile' ? (isOpen ? type : null) : type === 'phone' || type === 'other' ? null : type;
  return {
    number: phone.e164,
    extension: phone.extension,
    type: said ?? phone.type,
    source: 'import',
    doNotCall,
    unusual: phone.unusual,
    at,
  };
}
