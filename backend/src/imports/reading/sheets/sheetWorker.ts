import { parentPort, workerData } from 'node:worker_threads';
import { openOds } from './openOds.ts';
import { openPackage } from './openPackage.ts';
import { openXlsx } from './openXlsx.ts';
import { SheetFault } from './SheetFault.ts';
import type { FromSheetWorker, SheetWorkerData } from './sheetMessages.ts';
import type { SheetFacts, SheetHead } from './sheetTypes.ts';

// The thread of readWorkbook.ts. It pauses while its pieces are not taken.
const piecesAhead = 4;
const pieceCharacters = 128 * 1024;

const { path, kind, sheet } = workerData as SheetWorkerData;
const send = (message: FromSheetWorker, transfer: ArrayBuffer[] = []) => parentPort?.postMessage(message, transfer);
const encoder = new TextEncoder();
let untaken = 0;
let wake: () => void = () => {};
parentPort?.on('message', () => {
  untaken -= 1;
  wake();
});

async function sendText(text: string): Promise<void> {
  while (untaken >= piecesAhead) await new Promise<void>((resolve) => (wake = resolve));
  untaken += 1;
  const bytes = encoder.encode(text);
  send({ kind: 'bytes', bytes }, [bytes.buffer]);
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
      await sendText(text);
      text = '';
    }
    if (text !== '') await sendText(text);
    send({ kind: 'done', read: { sheet: workbook.sheets[index]?.name ?? '', sheets: workbook.sheets, facts } });
  } finally {
    file.close();
  }
}

try {
  await read();
} catch (error) {
  if (!(error instanceof SheetFault)) throw error;
  send({ kind: 'fault', code: error.code, text: error.message });
}
parentPort?.close();
