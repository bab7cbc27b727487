import type { SheetFault } from './SheetFault.ts';
import type { SheetFacts, SheetHead } from './sheetTypes.ts';

/** What the process of readWorkbook.ts is told. */
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

/** A message from the process: the end, why the workbook can't be read, or a fault of the program. */
export type FromSheetWorker =
  | { kind: 'done'; read: ReadSheet }
  | { kind: 'fault'; code: SheetFault['code']; text: string }
  | { kind: 'error'; text: string };
