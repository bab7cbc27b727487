import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../platform/errors.ts';
import { refusalOfBytes } from '../reading/inspect/refusal.ts';
import { passwordFault } from '../reading/sheets/openPackage.ts';
import { readWorkbook } from '../reading/sheets/readWorkbook.ts';
import type { ReadSheet } from '../reading/sheets/sheetMessages.ts';

/** So many bytes tell whether a file is a workbook. */
const peekedBytes = 64 * 1024;

/**
 * Returns the bytes of a table: those of the upload, or the rows of a sheet as CSV if it is a workbook. A workbook is kept
 * in a temporary file while it is read, because the list of its parts stands at its end.
 * @param onSheet receives the sheet and what is hidden in it, after the last piece
 * @throws AppError not_csv, empty_file, invalid (`sheet`), and errors of `pieces`
 */
export async function* tableOfUpload(
  pieces: AsyncIterable<Uint8Array>,
  { sheet, onSheet }: { sheet: string | null; onSheet: (read: ReadSheet) => void },
): AsyncGenerator<Uint8Array> {
  const source = pieces[Symbol.asyncIterator]();
  const peeked: Uint8Array[] = [];
  let length = 0;
  for (let next = await source.next(); !next.done; next = await source.next()) {
    peeked.push(new Uint8Array(next.value));
    length += next.value.length;
    if (length >= peekedBytes) break;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* peeked;
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  }
  const kind = refusalOfBytes(Buffer.concat(peeked))?.code;
  if (kind === 'xls' && (await hasPassword(all())))
    throw new AppError('not_csv', passwordFault().message, { extra: { kind: 'password' } });
  if (kind !== 'xlsx' && kind !== 'ods') {
    yield* all();
    return;
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-sheet-'));
  try {
    const file = path.join(folder, 'workbook');
    await pipeline(Readable.from(all()), createWriteStream(file, { mode: 0o600 }));
    yield* readWorkbook({ path: file, kind, sheet }, onSheet);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns whether an Office document is an encrypted workbook: it has a part of this name, in UTF-16. */
async function hasPassword(pieces: AsyncIterable<Uint8Array>): Promise<boolean> {
  const name = Buffer.from('EncryptedPackage', 'utf16le');
  let end: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const bytes = Buffer.concat([end, piece]);
    if (bytes.includes(name)) return true;
    end = Buffer.from(bytes.subarray(-name.length));
  }
  return false;
}
