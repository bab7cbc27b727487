import { parentPort, workerData } from 'node:worker_threads';
import type { FileRecord } from '../types.ts';
import { createJudge } from '../values/createJudge.ts';
import { prepareRow } from '../writing/prepareRow.ts';
import type { FromJudge, JudgeWorkerData, ToJudge } from './judgeMessages.ts';
import { readRecords } from './records/readRecords.ts';

// The thread of readInThread.ts. It requests each piece of the file, and pauses while its batches are not taken.
const piecesAhead = 2;
/** Two written batches of a fast machine (see batchPace): the thread must not wait for the writing connection. */
const preparedAhead = 8;
const judgedAhead = 3;

/** Few, so that parsing their JSON is a short task of the main thread. */
const preparedRows = 250;
const judgedRows = 500;

const { plan, fromRow, rules } = workerData as JudgeWorkerData;
const [batchRows, batchesAhead] = rules === null ? [judgedRows, judgedAhead] : [preparedRows, preparedAhead];
const send = (message: FromJudge, transfer: ArrayBuffer[] = []) => parentPort?.postMessage(message, transfer);
const encoder = new TextEncoder();

const pieces: (Uint8Array | 'end' | 'fault')[] = [];
let untaken = 0;
let wake: () => void = () => {};
const anyMessage = () => new Promise<void>((resolve) => (wake = resolve));

parentPort?.on('message', (message: ToJudge) => {
  if (message.kind === 'taken') untaken -= 1;
  else pieces.push(message.kind === 'bytes' ? message.bytes : message.kind);
  wake();
});

/** The rows before it were sent already, so each try returns the same rows. */
const missingPiece = new Error('A piece of the file could not be read.');

async function* file(): AsyncGenerator<Uint8Array> {
  for (let asked = 0; asked < piecesAhead; asked += 1) send({ kind: 'more' });
  for (;;) {
    const piece = pieces.shift();
    if (piece === 'end') return;
    if (piece === 'fault') throw missingPiece;
    if (piece === undefined) {
      await anyMessage();
      continue;
    }
    send({ kind: 'more' });
    yield piece;
  }
}

const judge = createJudge(plan);
const toRow = (record: FileRecord) => (rules === null ? judge(record) : prepareRow(judge(record), rules));
async function sendRows(): Promise<void> {
  for await (const records of readRecords(file(), plan)) {
    const wanted = records.filter(({ row }) => row >= fromRow);
    for (let from = 0; from < wanted.length; from += batchRows) {
      while (untaken >= batchesAhead) await anyMessage();
      untaken += 1;
      const json = encoder.encode(JSON.stringify(wanted.slice(from, from + batchRows).map(toRow)));
      send({ kind: 'rows', json }, [json.buffer]);
    }
  }
}

try {
  await sendRows();
  send({ kind: 'done' });
} catch (error) {
  if (error !== missingPiece) throw error;
  send({ kind: 'broken' });
}
parentPort?.close();
