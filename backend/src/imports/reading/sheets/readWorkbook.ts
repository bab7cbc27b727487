import { AppError } from '../../../platform/errors.ts';
import { startWorkerThread } from '../../../platform/startWorkerThread.ts';
import type { FromSheetWorker, ReadSheet, SheetWorkerData } from './sheetMessages.ts';

/** The memory of the thread for objects; the texts of cells are bytes beside it. */
const heapMb = 192;

/**
 * Reads a sheet of a workbook in a thread, as CSV with backslash escapes in which a line is a row of the sheet.
 * @param onRead receives the names of the sheets and what is hidden, after the last piece
 * @throws AppError not_csv or invalid (`sheet`), with the reason and the next step
 */
export async function* readWorkbook(
  data: SheetWorkerData,
  onRead: (read: ReadSheet) => void,
): AsyncGenerator<Uint8Array> {
  const thread = startWorkerThread('sheetWorker', import.meta.url, {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 8 },
  });
  const messages: FromSheetWorker[] = [];
  const faults: unknown[] = [];
  let wake: () => void = () => {};
  thread.on('message', (message: FromSheetWorker) => {
    messages.push(message);
    wake();
  });
  const fail = (error: unknown) => {
    faults.push(error);
    wake();
  };
  thread.on('error', fail);
  thread.on('exit', () => fail(new Error('The thread that reads the workbook ended before the sheet did.')));
  try {
    for (;;) {
      while (messages.length === 0 && faults.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const message = messages.shift();
      if (message === undefined) throw explained(faults[0]);
      if (message.kind === 'fault') throw refused(message);
      if (message.kind === 'done') {
        onRead(message.read);
        return;
      }
      yield message.bytes;
      thread.postMessage('taken');
    }
  } finally {
    await thread.terminate();
  }
}

function refused({ code, text }: Extract<FromSheetWorker, { kind: 'fault' }>): AppError {
  if (code === 'no_sheet')
    return new AppError('invalid', text, {
      errors: [{ pointer: 'sheet', message: 'must be the name or number of a sheet' }],
    });
  if (code === 'empty') return new AppError('empty_file', text);
  return new AppError('not_csv', text, { extra: { kind: code } });
}

/** A workbook whose objects outgrow the thread's memory is told so. */
function explained(error: unknown): unknown {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isMemory
    ? new AppError(
        'not_csv',
        'This workbook needs too much memory to be read. Save the sheet as CSV and choose that file.',
        { extra: { kind: 'too_large' } },
      )
    : error;
}
