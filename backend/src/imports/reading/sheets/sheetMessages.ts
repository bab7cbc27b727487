import type { SheetFault } from './SheetFault.ts';
import type { SheetFacts, SheetHead } from './sheetTypes.ts';

/** The start data of the thread in readWorkbook.ts. */
export interface SheetWorkerData {
  path: string;
  kind: 'xlsx' | 'ods';
  /** The name of the sheet, or its number from 1; null: the first one with data. */
  sheet: string | null;
}

/** What is known of a sheet after it was read. */
export interface ReadSheet {
  sheet: string;
  sheets: SheetHead[];
  facts: SheetFacts;
}

/** A message from the thread: a piece of CSV, the end, or why the workbook can't be read. */
export type FromSheetWorker =
  | { kind: 'bytes'; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'done'; read: ReadSheet }
  | { kind: 'fault'; code: SheetFault['code']; text: string };
