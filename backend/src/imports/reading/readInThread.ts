import { startWorkerThread } from '../../platform/startWorkerThread.ts';
import type { FromJudge, JudgeWorkerData, ToJudge } from './judgeMessages.ts';

/**
 * A small young generation frees each batch's objects soon. With V8's default of 16 MB the thread needs three times
 * more.
 */
const youngGenerationMb = 4;
/** The size of the pieces that are sent to the thread, independent of the size of the chunks. */
const pieceBytes = 256 * 1024;

/**
 * Reads a file in a thread, for readJudgedRows and readPreparedRows; `workerData` says what the thread returns.
 * @returns batches in the thread's order; a fault of the source comes after the rows before it
 */
export async function* readInThread<Row>(
  chunks: AsyncIterable<Uint8Array>,
  workerData: JudgeWorkerData,
  signal?: AbortSignal,
): AsyncGenerator<Row[], void, undefined> {
  signal?.throwIfAborted();
  const thread = startWorkerThread('judgeWorker', import.meta.url, {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
  });
  const send = (message: ToJudge, transfer: ArrayBuffer[] = []) => thread.postMessage(message, transfer);
  const source = piecesOf(chunks);
  const batches: Uint8Array[] = [];
  const decoder = new TextDecoder();
  const faults: unknown[] = [];
  let done = false;
  /** Thrown after the rows before it; `faults` at once. */
  const sourceFaults: unknown[] = [];
  let wake: () => void = () => {};
  let feeding: Promise<void> = Promise.resolve();
  let begun = false;
  let openReads = 0;

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
      sourceFaults.push(error);
      send({ kind: 'fault' });
    }
    openReads -= 1;
  }

  thread.on('message', (message: FromJudge) => {
    if (message.kind === 'more') {
      openReads += 1;
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
      // The thread keeps the process alive only while a caller waits for rows.
      thread.ref();
      while (batches.length === 0 && faults.length === 0 && !done)
        await new Promise<void>((resolve) => (wake = resolve));
      thread.unref();
      if (faults.length > 0) throw faults[0];
      const batch = batches.shift();
      if (batch === undefined && sourceFaults.length > 0) throw sourceFaults[0];
      if (batch === undefined) return;
      yield JSON.parse(decoder.decode(batch)) as Row[];
      send({ kind: 'taken' });
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    await thread.terminate();
    // `return` of a generator that has not begun skips its `finally`, which closes the file. So it is begun first.
    if (!begun) source.next().catch(() => {});
    const closed = source.return().catch(() => {});
    // A source that is being read closes after its next piece, which may never arrive. So don't wait for it.
    if (begun && openReads === 0) await closed;
  }
}

/** Copies chunks into pieces whose memory can be transferred to the thread. */
async function* piecesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += pieceBytes) yield new Uint8Array(chunk.subarray(at, at + pieceBytes));
  }
}
