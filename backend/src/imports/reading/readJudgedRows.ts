import { startWorkerThread } from '../../platform/startWorkerThread.ts';
import type { ImportPlan, JudgedRow } from '../types.ts';
import type { FromJudge, JudgeWorkerData, ToJudge } from './judgeMessages.ts';

export interface ReadJudgedRowsOptions {
  /** Rows before it are read, but neither judged nor handed out. 1 is the first row below the header. */
  fromRow?: number;
  /** Ends the reading: its reason is thrown. */
  signal?: AbortSignal;
}

/** So much is sent to the thread at once, however large the chunks are. */
const pieceBytes = 256 * 1024;

/**
 * Reads a CSV file and judges its rows by a plan, in a thread of its own, which has no database. A few batches are worked
 * ahead; nothing more is read until they are taken. The thread ends with the reading, whoever ends it.
 * @param chunks the whole file from its beginning, also with `fromRow`
 * @returns batches of at most 500 rows, in the file's order
 * @throws what the chunks, the judging or the signal throw
 */
export async function* readJudgedRows(
  chunks: AsyncIterable<Uint8Array>,
  plan: ImportPlan,
  { fromRow = 1, signal }: ReadJudgedRowsOptions = {},
): AsyncGenerator<JudgedRow[], void, undefined> {
  signal?.throwIfAborted();
  const workerData: JudgeWorkerData = { plan, fromRow };
  const thread = startWorkerThread('judgeWorker', import.meta.url, { workerData });
  const send = (message: ToJudge, transfer: ArrayBuffer[] = []) => thread.postMessage(message, transfer);
  const source = piecesOf(chunks);
  const batches: Uint8Array[] = [];
  const decoder = new TextDecoder();
  const faults: unknown[] = [];
  let done = false;
  let wake: () => void = () => {};
  let feeding: Promise<void> = Promise.resolve();
  let begun = false;
  let hungry = 0;

  function fail(error: unknown): void {
    faults.push(error);
    wake();
  }
  async function feed(): Promise<void> {
    begun = true;
    try {
      const { done: isEnd, value: bytes } = await source.next();
      if (isEnd) send({ kind: 'end' });
      else send({ kind: 'bytes', bytes }, [bytes.buffer]);
    } catch (error) {
      fail(error);
    }
    hungry -= 1;
  }

  thread.on('message', (message: FromJudge) => {
    if (message.kind === 'more') {
      hungry += 1;
      feeding = feeding.then(feed);
      return;
    }
    if (message.kind === 'rows') batches.push(message.json);
    else done = true;
    wake();
  });
  thread.on('error', fail);
  thread.on('exit', () => !done && fail(new Error('The thread that reads the file ended before the file did.')));
  const abort = () => fail(signal?.reason);
  signal?.addEventListener('abort', abort);

  try {
    for (;;) {
      // Only somebody who waits for rows keeps the process alive.
      thread.ref();
      while (batches.length === 0 && faults.length === 0 && !done)
        await new Promise<void>((resolve) => (wake = resolve));
      thread.unref();
      if (faults.length > 0) throw faults[0];
      const batch = batches.shift();
      if (batch === undefined) return;
      yield JSON.parse(decoder.decode(batch)) as JudgedRow[];
      send({ kind: 'taken' });
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    await thread.terminate();
    // A source that did not begin would not hear that it shall close.
    if (!begun) source.next().catch(() => {});
    const closed = source.return().catch(() => {});
    // One that is being waited for closes when it has answered, which may be never.
    if (begun && hungry === 0) await closed;
  }
}

/** Copies, whose memory can be handed over. */
async function* piecesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += pieceBytes) yield new Uint8Array(chunk.subarray(at, at + pieceBytes));
  }
}
