import { doubtTexts, type PhoneDoubt } from '../../../phones/phoneDoubts.ts';
import type { ReadPhone, PhoneReading } from '../../../phones/readPhones.ts';
import type { ProblemCode } from '../problemTexts.ts';
import { addIssue, type FilledCell, keep, phoneCellOf, type RowInHand } from '../rowInHand.ts';
import type { PhoneColumn } from './addPhoneColumn.ts';

/** A filled cell of phone numbers, read. */
export interface ReadCell {
  column: PhoneColumn;
  cell: FilledCell;
  rank: number;
  type: string | null;
  doNotCall: boolean | null;
  reading: PhoneReading;
}

const codes: Record<PhoneDoubt, ProblemCode> = {
  two_readings: 'uncertain_phone',
  no_plus: 'uncertain_phone',
  range: 'uncertain_phone',
  not_in_plan: 'unusual_phone',
  lost_zero: 'unusual_phone',
  old_form: 'converted_phone',
  vanity: 'converted_phone',
};

/**
 * Adds what a person should know about a row's phone numbers. Further numbers of our own export were told about before.
 * @param chosen the cell of the lead's number; undefined: no number can be used
 */
export function tellPhones(
  row: RowInHand,
  cells: readonly ReadCell[],
  chosen: ReadCell | undefined,
  countryCode: string | null,
): void {
  for (const read of cells) {
    const [first] = read.reading.phones;
    if (first === undefined) tellNoNumber(row, read, { countryCode, isEmpty: chosen === undefined });
    else if (!row.isExport || read.column.target === 'phoneNumber') tellNumber(row, read, first, read === chosen);
  }
  if (chosen !== undefined) tellOtherColumn(row, chosen);
}

function tellNumber(row: RowInHand, { cell, reading, doNotCall }: ReadCell, first: ReadPhone, isChosen: boolean): void {
  const { phones, hasSeveral } = reading;
  if (hasSeveral) {
    const done = isChosen ? `${first.e164} is imported` : 'The cell is not used for the phone number';
    const others = isChosen && phones.length > 1 ? 'the others are kept as further numbers, ' : '';
    addIssue(row, 'several_values', cell, `Several numbers. ${done}, ${others}${keep(row, cell)}.`);
  }
  for (const doubt of first.doubts) {
    const kept = doubt === 'range' && !hasSeveral ? `, ${keep(row, cell)}` : '';
    addIssue(row, codes[doubt], cell, `${doubtTexts[doubt]} Imported as ${first.e164}${kept}.`);
  }
  if (doNotCall === true) {
    const text = `The row says that nobody may call ${first.e164}. It is kept as a further number, marked "do not call".`;
    addIssue(row, 'do_not_call_phone', cell, text);
  }
}

function tellNoNumber(
  row: RowInHand,
  { cell, reading: { problem } }: ReadCell,
  { countryCode, isEmpty }: { countryCode: string | null; isEmpty: boolean },
): void {
  const isDamaged = problem === 'damaged';
  const why = isDamaged
    ? 'A spreadsheet rounded the number, and its last digits are lost'
    : problem === 'no_country' && countryCode === null
      ? 'The number has no country code, and the row has no country'
      : 'Not a possible phone number';
  const result = isEmpty ? 'The phone number stays empty' : 'It is not imported as a phone number';
  const code = isDamaged ? 'phone_damaged_by_spreadsheet' : 'impossible_phone';
  addIssue(row, code, cell, `${why}. ${result}, ${keep(row, cell)}.`);
}

/** Says from which column the number is, where it is not the preferred one. */
function tellOtherColumn(row: RowInHand, { column, cell }: ReadCell): void {
  const [preferred] = row.columns.phones;
  if (preferred === undefined || preferred === column || column.header === null) return;
  const why =
    phoneCellOf(row, preferred) === null
      ? `"${preferred.header}" is blank`
      : `"${preferred.header}" has none that is preferred`;
  addIssue(row, 'other_phone_column', cell, `The phone number is from the column "${column.header}": ${why}.`);
}
