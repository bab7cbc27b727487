import { startWorkerThread } from '../../platform/startWorkerThread.ts';
import type { FromJudge, JudgeWorkerData, ToJudge } from './judgeMessages.ts';

/** What a batch leaves behind is collected soon: with V8's own sixteen the thread holds three times as much. */
const youngGenerationMb = 4;
/** So much is sent to the thread at once, however large the chunks are. */
const pieceBytes = 256 * 1024;

/**
 * What the thread of readJudgedRows and readPreparedRows makes of a file, as it is asked by `workerData`.
 * @returns batches as the thread has them
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
      yield JSON.parse(decoder.decode(batch)) as Row[];
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
