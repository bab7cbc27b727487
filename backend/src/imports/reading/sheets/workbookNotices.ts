import type { ImportReading } from '@tinygenesy/contract';
import type { ReadSheet } from './sheetMessages.ts';

/** Returns notices about what a person does not see in a sheet, or sees otherwise. */
export function workbookNotices({ sheet, sheets, facts }: ReadSheet): ImportReading['notices'] {
  const told: ImportReading['notices'] = [];
  const others = sheets.filter(({ hasData, name }) => hasData && name !== sheet).length;
  if (others > 0) {
    told.push({
      code: 'sheet_of_several',
      text: `The workbook has ${count(others, 'other sheet')} with data. Only “${sheet}” is read.`,
    });
  }
  const hidden = [
    ...(facts.hiddenRows > 0 ? [count(facts.hiddenRows, 'hidden row')] : []),
    ...(facts.hiddenColumns > 0 ? [count(facts.hiddenColumns, 'hidden column')] : []),
  ];
  if (hidden.length > 0)
    told.push({ code: 'sheet_hidden', text: `Hidden cells are read like all others: ${hidden.join(' and ')}.` });
  if (facts.mergedCells > 0) {
    const text = `${count(facts.mergedCells, 'merged cell')} over several rows: each of these rows gets the value.`;
    told.push({ code: 'sheet_merged', text });
  }
  if (facts.formulas > 0) {
    told.push({
      code: 'sheet_formulas',
      text: `${count(facts.formulas, 'formula')}: the value that was calculated last is read.`,
    });
  }
  return told;
}

const count = (number: number, thing: string) => `${number.toLocaleString('en')} ${thing}${number === 1 ? '' : 's'}`;
