import { createCsvRows, longestCell, mostColumns } from './csvRows.ts';
import { mergedDown } from './mergedDown.ts';
import { passwordFault, type SheetPackage } from './openPackage.ts';
import { readXml } from './readXml.ts';
import type { SheetHead, Workbook } from './sheetTypes.ts';

const mostSheets = 200;
const mostRepeatedRows = 10_000;

/** Opens an OpenDocument spreadsheet. @throws SheetFault */
export async function openOds(file: SheetPackage): Promise<Workbook> {
  if (file.has('META-INF/manifest.xml')) {
    for await (const chunk of file.read('META-INF/manifest.xml'))
      if (chunk.includes('encryption-data')) throw passwordFault();
  }
  const sheets: SheetHead[] = [];
  const found = readTables(file, (table, { name, isHidden }, cells) => {
    let sheet = sheets[table];
    if (sheet === undefined && sheets.length < mostSheets) sheets.push((sheet = { name, isHidden, hasData: false }));
    if (sheet !== undefined && cells !== null) sheet.hasData ||= cells.cells.some((cell) => cell !== '');
  });
  for await (const _ of found);
  return {
    sheets,
    async *read(index, facts) {
      const rows = createCsvRows();
      const merged = mergedDown();
      const parsing = readTables(file, (table, _head, row) => {
        if (table !== index || row === null) return;
        if (row.isHidden) facts.hiddenRows += row.repeated;
        if (row.cells.every((cell) => cell === '')) return;
        for (const { column, rows: span } of row.spans) {
          merged.add({ column, first: row.number, last: row.number + span - 1 });
        }
        for (let at = 0; at < Math.min(row.repeated, mostRepeatedRows); at += 1) {
          rows.add(row.number + at, merged.fill(row.number + at, [...row.cells]));
        }
        facts.formulas += row.formulas;
        facts.mergedCells = merged.count();
      });
      for await (const _ of parsing) yield rows.take();
    },
  };
}

interface OdsRow {
  number: number;
  repeated: number;
  isHidden: boolean;
  cells: string[];
  formulas: number;
  /** The merged cells that begin here and span several rows. */
  spans: { column: number; rows: number }[];
}

/** Reports each table (row null) and each of its rows. */
async function* readTables(
  file: SheetPackage,
  report: (table: number, head: Pick<SheetHead, 'name' | 'isHidden'>, row: OdsRow | null) => void,
): AsyncGenerator<void> {
  let table = -1;
  let head = { name: '', isHidden: false };
  /** Styles of hidden sheets, which stand above the sheets. */
  const hiding = new Set<string>();
  let style = '';
  let row: OdsRow = newRow(0);
  let cell = { value: null as string | null, repeated: 1, text: '', paragraphs: 0 };
  let inText = 0;
  let inNote = 0;

  yield* readXml(file.read('content.xml'), {
    open(tag, attributes) {
      const attribute = (key: string): string => attributes[key] ?? '';
      if (tag === 'table') {
        table += 1;
        head = { name: attribute('table:name'), isHidden: hiding.has(attribute('table:style-name')) };
        row = newRow(0);
        report(table, head, null);
      } else if (tag === 'style') style = attribute('style:name');
      else if (tag === 'table-properties') {
        if (attribute('table:display') === 'false') hiding.add(style);
      } else if (tag === 'table-row') {
        row = newRow(row.number + row.repeated, Number(attribute('table:number-rows-repeated') || 1));
        row.isHidden = ['collapse', 'filter'].includes(attribute('table:visibility'));
      } else if (tag === 'table-cell' || tag === 'covered-table-cell') {
        cell = {
          value: valueOf(attributes),
          repeated: Number(attribute('table:number-columns-repeated') || 1),
          text: '',
          paragraphs: 0,
        };
        if (attribute('table:formula') !== '') row.formulas += 1;
        const span = Number(attribute('table:number-rows-spanned') || 1);
        if (span > 1) row.spans.push({ column: row.cells.length, rows: span });
      } else if (tag === 'annotation') inNote += 1;
      else if (tag === 'p' && inNote === 0) {
        if (cell.paragraphs > 0) cell.text += '\n';
        cell.paragraphs += 1;
        inText += 1;
      } else if (inText > 0 && tag === 's') cell.text += ' '.repeat(Math.min(100, Number(attribute('text:c') || 1)));
      else if (inText > 0 && tag === 'tab') cell.text += '\t';
      else if (inText > 0 && tag === 'line-break') cell.text += '\n';
    },
    text(text) {
      if (inText > 0 && inNote === 0 && cell.text.length < longestCell) cell.text += text;
    },
    close(tag) {
      if (tag === 'annotation') inNote -= 1;
      else if (tag === 'p' && inNote === 0) inText -= 1;
      else if (tag === 'table-row') report(table, head, row);
      else if (tag === 'table-cell' || tag === 'covered-table-cell') {
        const shown = shownText(cell);
        const count = Math.min(cell.repeated, mostColumns - row.cells.length);
        for (let at = 0; at < count; at += 1) row.cells.push(shown);
      }
    },
  });
}

/** Row 0 stands before the first row, so that the first one is number 1. */
const newRow = (number: number, repeated = 1): OdsRow => ({
  number: number,
  repeated,
  isHidden: false,
  cells: [],
  formulas: 0,
  spans: [],
});

/** Returns the exact value of a cell; null: its text is the value. */
function valueOf(attributes: Record<string, string>): string | null {
  switch (attributes['office:value-type']) {
    case 'date':
      return (attributes['office:date-value'] ?? '').replace(/T00:00:00(?:\.0+)?$/u, '').replace('T', ' ');
    case 'float':
    case 'currency':
    case 'percentage':
      return attributes['office:value'] ?? null;
    case 'string':
      return attributes['office:string-value'] ?? null;
    case 'boolean':
      return attributes['office:boolean-value'] === 'true' ? 'TRUE' : 'FALSE';
    default:
      return null;
  }
}

/** Digits with their zeros and blanks are shown as in the sheet: `00123`, `+49 30 1234`. Other numbers are exact. */
function shownText({ value, text }: { value: string | null; text: string }): string {
  if (value === null) return text;
  const isPlain = /^-?[\d.eE+]+$/u.test(value);
  if (!isPlain) return value;
  const digits = text.replaceAll(/\D/gu, '');
  const isShown =
    /^[-+() /\d\u00a0]+$/u.test(text) &&
    /^0\d|[+()]/u.test(text) &&
    digits.replace(/^0+/u, '') === value.replace(/^0+/u, '');
  if (isShown) return text;
  const number = Number(value);
  return Number.isInteger(number) && Math.abs(number) < 1e21 && !/^-?\d+$/u.test(value)
    ? String(BigInt(number))
    : value;
}
