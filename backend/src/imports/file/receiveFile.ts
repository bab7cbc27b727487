import { createHash, type Hash } from 'node:crypto';
import type { ImportCreated } from '@tinygenesy/contract';
import type { Database } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import { appendChunk, chunkBytes, dropChunks, headBytes } from './importChunks.ts';
import { importChangedEvent } from '../presentImport.ts';
import { createTextEvidence, type TextEvidence } from '../reading/inspect/encodings/textEvidence.ts';
import type { InspectOptions } from '../reading/inspect/inspectFile.ts';
import type { ReadSheet } from '../reading/sheets/sheetMessages.ts';
import { workbookNotices } from '../reading/sheets/workbookNotices.ts';
import { tableOfUpload } from './tableOfUpload.ts';
import { acceptedFile, readingOf } from '../plan/readingOf.ts';

/** The maximum size of an uploaded file. */
export const maxFileBytes = 2 * 1024 ** 3;
const longestTag = 60;

interface FileDeps {
  database: Database;
  clock: Pick<Clock, 'now'>;
}

/** A file whose bytes are in the database, not listed yet. */
export interface ReceivedFile {
  id: number;
  fileName: string;
  sizeBytes: number;
  sha256: string;
  head: Buffer;
  evidence: TextEvidence;
  /** The sheet from which the table was read; null: the file is text. */
  workbook: Workbook | null;
}

type Workbook = NonNullable<InspectOptions['workbook']>;

export interface IncomingFile {
  fileName: string;
  /** The size that the sender announced; null: unknown. */
  sizeBytes: number | null;
  pieces: AsyncIterable<Uint8Array>;
  /** The name or number of a workbook's sheet; null: the first one with data. */
  sheet: string | null;
}

/**
 * Stores a file while it is received, in chunks of a quarter MiB. A file that is no table is refused after the first
 * chunk. Of a workbook, one sheet is stored as CSV.
 * @throws AppError not_csv, empty_file, file_too_large, and errors of `pieces`; deletes the stored bytes first
 */
export async function receiveFile(
  { database, clock }: FileDeps,
  file: IncomingFile,
  maxBytes = maxFileBytes,
): Promise<ReceivedFile> {
  if (file.sizeBytes !== null && file.sizeBytes > maxBytes) throw tooLarge(maxBytes);
  const { fileName } = file;
  const data = {
    fileName,
    sizeBytes: 0n,
    tag: tagOf(fileName),
    rowsDone: 0,
    suppressedCount: 0,
    createdAt: clock.now(),
  };
  const { id } = await database.prisma.import.create({ data, select: { id: true } });
  try {
    const hash = createHash('sha256');
    const head: Uint8Array[] = [];
    const evidence = createTextEvidence();
    let sizeBytes = 0;
    let position = 0;
    let workbook: Workbook | null = null;
    const onSheet = (read: ReadSheet) =>
      (workbook = { sheet: read.sheet, sheets: read.sheets, notices: workbookNotices(read) });
    const pieces = measured(file.pieces, hash, maxBytes);
    for await (const chunk of chunksOf(tableOfUpload(pieces, { sheet: file.sheet, onSheet }))) {
      evidence.write(chunk);
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
      if (sizeBytes <= headBytes) head.push(new Uint8Array(chunk));
      if (position === 0) acceptedFile(chunk, { isWhole: chunk.length < chunkBytes, sizeBytes, choice: {} });
      await appendChunk(database, id, position, chunk);
      position += 1;
    }
    const whole = {
      head: Buffer.concat(head),
      evidence: evidence.end(),
      sha256: hash.digest('hex'),
      sizeBytes,
      workbook,
    };
    if (sizeBytes === 0) acceptedFile(whole.head, { isWhole: true, sizeBytes, choice: {} });
    return { id, fileName, ...whole };
  } catch (error) {
    await discardFile(database, id);
    throw error;
  }
}

/** Inspects a received file and lists it as a draft. */
export async function admitFile(
  { database, clock }: FileDeps,
  { id, fileName, sizeBytes, head, evidence, workbook }: ReceivedFile,
): Promise<ImportCreated> {
  const isWhole = head.length === sizeBytes;
  const reading = await readingOf(database, head, {
    isWhole,
    sizeBytes,
    evidence,
    ...(workbook === null ? {} : { workbook }),
    choice: {},
  });
  await database.transaction(async (sql) => {
    const row = await sql.prisma.import.update({ where: { id }, data: { sizeBytes: BigInt(sizeBytes), reading } });
    await appendEvents(sql, [await importChangedEvent(sql, row)], clock.now());
  });
  return { id, fileName, sizeBytes, ...reading };
}

/** Deletes a received file that was not admitted. */
export async function discardFile(database: Database, id: number): Promise<void> {
  await database.prisma.import.deleteMany({ where: { id } });
  await dropChunks(database, id);
}

/** Returns the tag for the leads of a file: its name without the extension. */
export function tagOf(fileName: string): string {
  const name = fileName.replace(/(?<=.)\.[a-z\d]{1,5}$/iu, '');
  return [...name].slice(0, longestTag).join('').trim();
}

/** Passes on an upload, and hashes and measures its bytes. */
async function* measured(pieces: AsyncIterable<Uint8Array>, hash: Hash, maxBytes: number): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    sizeBytes += piece.length;
    if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
    yield piece;
  }
}

const tooLarge = (maxBytes: number): AppError =>
  new AppError(
    'file_too_large',
    `The file is larger than ${Math.floor(maxBytes / 1024 ** 2)} MiB. Split it and import the parts one after the other.`,
  );

/**
 * Regroups bytes into chunks of `chunkBytes`; the last one is shorter. The buffer of a chunk is reused for the next.
 */
async function* chunksOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunk = new Uint8Array(chunkBytes);
  let filled = 0;
  for await (const piece of pieces) {
    for (let taken = 0; taken < piece.length;) {
      const part = piece.subarray(taken, taken + chunkBytes - filled);
      chunk.set(part, filled);
      filled += part.length;
      taken += part.length;
      if (filled < chunkBytes) continue;
      yield chunk;
      filled = 0;
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}
