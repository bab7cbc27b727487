import { once } from 'node:events';
import { AppError } from '../../../platform/errors.ts';
import { startWorkerProcess } from '../../../platform/startWorkerProcess.ts';
import type { FromSheetWorker, ReadSheet, SheetWorkerData } from './sheetMessages.ts';

/** The memory of the process for objects; the texts of cells are bytes beside it. */
const heapMb = 192;

/**
 * Reads a sheet of a workbook in a process of its own, as CSV with backslash escapes in which a line is a row of the sheet.
 * @param onRead receives the names of the sheets and what is hidden, after the last piece
 * @throws AppError not_csv or invalid (`sheet`), with the reason and the next step
 */
export async function* readWorkbook(
  data: SheetWorkerData,
  onRead: (read: ReadSheet) => void,
): AsyncGenerator<Uint8Array> {
  const child = startWorkerProcess('sheetWorker', import.meta.url, { data, heapMb });
  let message: FromSheetWorker | undefined;
  child.on('message', (sent: FromSheetWorker) => (message = sent));
  // Its last message may come after its exit, but before the channel is closed.
  const ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  // A failed start is thrown below.
  ended.catch(() => undefined);
  try {
    yield* child.stdout as AsyncIterable<Uint8Array>;
    await ended;
    if (message?.kind !== 'done') throw faultOf(message, child.signalCode === 'SIGABRT' || child.exitCode === 134);
    onRead(message.read);
  } finally {
    child.kill('SIGKILL');
  }
}

/** @param isAborted as V8 ends a process whose objects outgrow its memory */
function faultOf(message: FromSheetWorker | undefined, isAborted: boolean): Error {
  if (message?.kind === 'fault') return refused(message);
  if (message?.kind === 'error') return new Error(`The workbook could not be read: ${message.text}`);
  if (!isAborted) return new Error('The process that reads the workbook ended before the sheet did.');
  return new AppError(
    'not_csv',
    'This workbook needs too much memory to be read. Save the sheet as CSV and choose that file.',
    { extra: { kind: 'too_large' } },
  );
}

function refused({ code, text }: Extract<FromSheetWorker, { kind: 'fault' }>): AppError {
  if (code === 'no_sheet')
    return new AppError('invalid', text, {
      errors: [{ pointer: 'sheet', message: 'must be the name or number of a sheet' }],
    });
  if (code === 'empty') return new AppError('empty_file', text);
  return new AppError('not_csv', text, { extra: { kind: code } });
}
