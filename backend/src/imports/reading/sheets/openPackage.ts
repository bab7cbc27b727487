import type { Readable } from 'node:stream';
import { type Entry, openPromise } from 'yauzl';
import { brokenFault, SheetFault } from './SheetFault.ts';

/** A workbook on disk: a zip archive of XML files. */
export interface SheetPackage {
  has(name: string): boolean;
  /** Streams a file of the archive. @throws SheetFault broken, too_large */
  read(name: string): AsyncGenerator<Buffer>;
  close(): void;
}

const most = {
  files: 10_000,
  fileBytes: 4 * 1024 ** 3,
  /** XML of real sheets is packed to a twentieth, rarely to a hundredth. */
  ratio: 250,
  /** Small files may be packed more: they do no harm. */
  harmlessBytes: 64 * 1024 ** 2,
};
/** @throws SheetFault broken, password */
export async function openPackage(path: string): Promise<SheetPackage> {
  const entries = new Map<string, Entry>();
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch(() => {
    throw brokenFault();
  });
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.size >= most.files) throw brokenFault();
      entries.set(entry.fileName, entry);
    }
  } catch {
    zip.close();
    throw brokenFault();
  }

  async function* read(name: string): AsyncGenerator<Buffer> {
    const entry = entries.get(name);
    if (entry === undefined) throw brokenFault();
    checkSize(entry);
    let stream: Readable;
    try {
      stream = await zip.openReadStreamPromise(entry);
    } catch (error) {
      throw entry.isEncrypted() ? passwordFault() : Object.assign(brokenFault(), { cause: error });
    }
    try {
      for await (const chunk of stream) yield chunk as Buffer;
    } catch (error) {
      throw error instanceof SheetFault ? error : Object.assign(brokenFault(), { cause: error });
    } finally {
      stream.destroy();
    }
  }

  return { has: (name) => entries.has(name), read, close: () => zip.close() };
}

export const passwordFault = (): SheetFault =>
  new SheetFault(
    'password',
    'This workbook has a password. Open it in your spreadsheet program, save it without the password and choose that file.',
  );

/** The archive says how large a file becomes, and the reader holds it to that. */
function checkSize({ compressedSize, uncompressedSize }: Entry): void {
  const isBomb = uncompressedSize > most.harmlessBytes && uncompressedSize > compressedSize * most.ratio;
  if (uncompressedSize <= most.fileBytes && !isBomb) return;
  throw new SheetFault(
    'too_large',
    'This workbook unpacks to far more data than a list of leads has. It was not read. Save the sheet as CSV and choose that file.',
  );
}
