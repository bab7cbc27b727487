import { once } from 'node:events';
import { promisify } from 'node:util';
import { openOds } from './openOds.ts';
import { openPackage } from './openPackage.ts';
import { openXlsx } from './openXlsx.ts';
import { SheetFault } from './SheetFault.ts';
import type { FromSheetWorker, SheetWorkerData } from './sheetMessages.ts';
import type { SheetFacts, SheetHead } from './sheetTypes.ts';

// The process of readWorkbook.ts. It writes CSV to its output, and waits while that is not taken.
const pieceCharacters = 128 * 1024;

const { path, kind, sheet } = JSON.parse(process.argv[2] ?? '') as SheetWorkerData;
// A product that was killed leaves nothing behind.
process.once('disconnect', () => process.exit());

async function send(message: FromSheetWorker): Promise<void> {
  await promisify((sent: (error: Error | null) => void) => process.send?.(message, undefined, undefined, sent))();
}

async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** @throws SheetFault no_sheet, empty */
function chosen(sheets: readonly SheetHead[]): number {
  const names = sheets.map(({ name }) => `“${name}”`).join(', ');
  if (sheet !== null) {
    const byName = sheets.findIndex(({ name }) => name === sheet);
    const index = byName === -1 && /^\d+$/u.test(sheet) ? Number(sheet) - 1 : byName;
    if (sheets[index] === undefined)
      throw new SheetFault('no_sheet', `The workbook has no sheet “${sheet}”. It has: ${names}.`);
    return index;
  }
  const visible = sheets.findIndex(({ isHidden, hasData }) => hasData && !isHidden);
  const index = visible === -1 ? sheets.findIndex(({ hasData }) => hasData) : visible;
  if (index === -1) throw new SheetFault('empty', 'The workbook has no sheet with data. Choose another file.');
  return index;
}

async function read(): Promise<void> {
  const file = await openPackage(path);
  try {
    const workbook = await (kind === 'xlsx' ? openXlsx(file) : openOds(file));
    const index = chosen(workbook.sheets);
    const facts: SheetFacts = { hiddenRows: 0, hiddenColumns: 0, mergedCells: 0, formulas: 0 };
    let text = '';
    for await (const part of workbook.read(index, facts)) {
      text += part;
      if (text.length < pieceCharacters) continue;
      await write(text);
      text = '';
    }
    if (text !== '') await write(text);
    await send({ kind: 'done', read: { sheet: workbook.sheets[index]?.name ?? '', sheets: workbook.sheets, facts } });
  } finally {
    file.close();
  }
}

try {
  await read();
} catch (error) {
  if (error instanceof SheetFault) await send({ kind: 'fault', code: error.code, text: error.message });
  else await send({ kind: 'error', text: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
process.stdout.end(() => process.disconnect());
