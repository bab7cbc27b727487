import { posix } from 'node:path';
import { createCsvRows, longestCell, mostColumns } from './csvRows.ts';
import { mergedDown, type MergedCells } from './mergedDown.ts';
import { type NumberKind, numberKind, numberText } from './numberText.ts';
import type { SheetPackage } from './openPackage.ts';
import { parseXml, readXml } from './readXml.ts';
import { SheetFault } from './SheetFault.ts';
import type { SheetFacts, SheetHead, Workbook } from './sheetTypes.ts';
import { createStringTable, type StringTable } from './stringTable.ts';

const mostSheets = 200;

/** Opens an Excel workbook. @throws SheetFault */
export async function openXlsx(file: SheetPackage): Promise<Workbook> {
  const workbookPath = await pathOfWorkbook(file);
  if (!file.has(workbookPath)) {
    throw new SheetFault(
      'unsupported',
      'This kind of Excel workbook can’t be read. Save it as “Excel Workbook (.xlsx)” and choose that file.',
    );
  }
  const folder = posix.dirname(workbookPath);
  const targets = new Map<string, string>();
  await parseXml(file.read(`${folder}/_rels/${posix.basename(workbookPath)}.rels`), {
    open: (name, { Id = '', Target = '' }) => {
      if (name === 'Relationship') targets.set(Id, pathOf(Target, folder));
    },
  });
  const paths: string[] = [];
  const sheets: SheetHead[] = [];
  let isFrom1904 = false;
  await parseXml(file.read(workbookPath), {
    open: (name, attributes) => {
      if (name === 'workbookPr') isFrom1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      const relation = Object.keys(attributes).find((key) => key.endsWith(':id')) ?? '';
      const path = targets.get(attributes[relation] ?? '') ?? '';
      // Charts and dialogs are sheets without a table.
      if (name !== 'sheet' || !path.includes('worksheets/') || sheets.length === mostSheets) return;
      sheets.push({
        name: attributes['name'] ?? '',
        isHidden: (attributes['state'] ?? 'visible') !== 'visible',
        hasData: false,
      });
      paths.push(path);
    },
  });
  for (const [index, sheet] of sheets.entries()) sheet.hasData = await hasCells(file, paths[index] ?? '');

  return {
    sheets,
    async *read(index, facts) {
      const path = paths[index] ?? '';
      const strings = await readStrings(file);
      const kinds = await readFormats(file);
      const merged = await readMerged(file, path);
      facts.mergedCells = merged.count();
      yield* readCells(file, path, { strings, kinds, merged, isFrom1904 }, facts);
    },
  };
}

/** Returns the path of a part, which a relationship names from its folder or from the root. */
const pathOf = (target: string, folder: string): string =>
  posix.join('/', target.startsWith('/') ? '' : folder, target).slice(1);

/** Finds the part with the list of sheets. Some programs name it `workbook2.xml`. */
async function pathOfWorkbook(file: SheetPackage): Promise<string> {
  let found = 'xl/workbook.xml';
  if (file.has(found) || !file.has('_rels/.rels')) return found;
  await parseXml(file.read('_rels/.rels'), {
    open: (name, { Type = '', Target = '' }) => {
      if (name === 'Relationship' && Type.endsWith('/officeDocument') && Target.endsWith('.xml'))
        found = pathOf(Target, '');
    },
  });
  return found;
}

interface CellReading {
  strings: StringTable;
  kinds: NumberKind[];
  merged: MergedCells;
  isFrom1904: boolean;
}

async function* readCells(
  file: SheetPackage,
  path: string,
  { strings, kinds, merged, isFrom1904 }: CellReading,
  facts: SheetFacts,
): AsyncGenerator<string> {
  const rows = createCsvRows();
  let row = 0;
  let column = -1;
  let cells: string[] = [];
  let type = 'n';
  let style = 0;
  let value = '';
  let isValue = false;
  let isPhonetic = false;

  function valueOf(): string {
    if (type === 's') return unescaped(strings.at(Number(value)));
    if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
    if (type === 'd')
      return value
        .replace(/(?:\.0+)?Z?$/u, '')
        .replace(/T00:00:00$/u, '')
        .replace('T', ' ');
    return type === 'n' ? numberText(value, kinds[style] ?? 'plain', isFrom1904) : unescaped(value);
  }

  const parsing = readXml(file.read(path), {
    open(name, attributes) {
      if (name === 'c') {
        column = attributes['r'] === undefined ? column + 1 : columnOf(attributes['r']);
        type = attributes['t'] ?? 'n';
        style = Number(attributes['s'] ?? 0);
        value = '';
      } else if (name === 'v' || name === 't') isValue = !isPhonetic;
      else if (name === 'rPh') isPhonetic = true;
      else if (name === 'f') facts.formulas += 1;
      else if (name === 'row') {
        row = attributes['r'] === undefined ? row + 1 : Number(attributes['r']);
        column = -1;
        cells = [];
        if (isOn(attributes['hidden'])) facts.hiddenRows += 1;
      } else if (name === 'col' && isOn(attributes['hidden'])) {
        const last = Math.min(mostColumns, Number(attributes['max'] ?? 0));
        facts.hiddenColumns += Math.max(0, last - Number(attributes['min'] ?? 0) + 1);
      }
    },
    text(text) {
      if (isValue && value.length < longestCell) value += text;
    },
    close(name) {
      if (name === 'v' || name === 't') isValue = false;
      else if (name === 'rPh') isPhonetic = false;
      else if (name === 'c' && column < mostColumns && value !== '') {
        while (cells.length < column) cells.push('');
        cells[column] = valueOf();
      } else if (name === 'row') rows.add(row, merged.fill(row, cells));
    },
  });
  for await (const _ of parsing) yield rows.take();
}

/** Returns a text with the characters that Excel writes as `_x000D_`. */
const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replaceAll(/_x([\dA-Fa-f]{4})_/gu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

const isOn = (flag: string | undefined): boolean => flag === '1' || flag === 'true';

/** Returns the position of a column: `AB12` is 27. */
export function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const code = letter.charCodeAt(0) - 64;
    if (code < 1 || code > 26) break;
    column = column * 26 + code;
  }
  return column - 1;
}

async function hasCells(file: SheetPackage, path: string): Promise<boolean> {
  for await (const chunk of file.read(path))
    if (/<(?:\w+:)?(?:v|t|is)[ >]/u.test(chunk.toString('latin1'))) return true;
  return false;
}

async function readStrings(file: SheetPackage): Promise<StringTable> {
  const strings = createStringTable();
  if (!file.has('xl/sharedStrings.xml')) return strings;
  let text = '';
  let isText = false;
  let isPhonetic = false;
  await parseXml(file.read('xl/sharedStrings.xml'), {
    open(name) {
      if (name === 't') isText = !isPhonetic;
      else if (name === 'rPh') isPhonetic = true;
      else if (name === 'si') text = '';
    },
    text(part) {
      if (isText && text.length < longestCell) text += part;
    },
    close(name) {
      if (name === 't') isText = false;
      else if (name === 'rPh') isPhonetic = false;
      else if (name === 'si') strings.add(text);
    },
  });
  return strings;
}

/** Returns the kind of number of each cell style. */
async function readFormats(file: SheetPackage): Promise<NumberKind[]> {
  const kinds: NumberKind[] = [];
  if (!file.has('xl/styles.xml')) return kinds;
  const codes = new Map<number, string>();
  let isOfCells = false;
  await parseXml(file.read('xl/styles.xml'), {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      else if (name === 'cellXfs') isOfCells = true;
      else if (name === 'xf' && isOfCells) {
        const id = Number(attributes['numFmtId'] ?? 0);
        kinds.push(numberKind(id, codes.get(id)));
      }
    },
    close(name) {
      if (name === 'cellXfs') isOfCells = false;
    },
  });
  return kinds;
}

/** Reads the merged cells, which stand below the rows. */
async function readMerged(file: SheetPackage, path: string): Promise<MergedCells> {
  let text = '';
  for await (const chunk of file.read(path)) {
    const begin = text === '' ? chunk.indexOf('mergeCell') : 0;
    if (begin !== -1 && text.length < 16 * 1024 ** 2) text += chunk.toString('latin1', begin);
  }
  const found = text.matchAll(/mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/gu);
  return mergedDown(
    [...found].map(([, column = '', first = '', , last = '']) => ({
      column: columnOf(column),
      first: Number(first),
      last: Number(last),
    })),
  );
}
