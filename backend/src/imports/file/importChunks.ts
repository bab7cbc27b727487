import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { type Database, Prisma } from '../../db/database.ts';

/** The size of the chunks in which the database stores a file: small, because other statements wait for each write. */
export const chunkBytes = 256 * 1024;
/** The size of the beginning of a file, from which its encoding and columns are detected. */
export const headBytes = 2 * chunkBytes;

const droppedAtOnce = 8;

// Compression runs in a thread. A fifth of the bytes means a fifth of the work on the main thread.
const pack = promisify<Uint8Array, { level: number }, Buffer>(deflateRaw);
const unpack = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw);

/** Writes the next chunk of a file: `chunkBytes`, the last one less. */
export async function appendChunk(
  { prisma }: Database,
  importId: number,
  position: number,
  bytes: Uint8Array,
): Promise<void> {
  const packed = new Uint8Array(await pack(bytes, { level: 1 }));
  await prisma.$executeRaw(
    Prisma.sql`INSERT INTO "ImportChunk" ("importId", "position", "bytes") VALUES (${importId}, ${position}, ${packed})`,
  );
}

/**
 * Reads a file chunk by chunk.
 * @throws Error when a chunk is missing
 */
export async function* readChunks(
  { prisma }: Database,
  { id, sizeBytes }: { id: number; sizeBytes: number | bigint },
): AsyncGenerator<Uint8Array> {
  let read = 0;
  for (let position = 0; read < Number(sizeBytes); position += 1) {
    const [chunk] = await prisma.$queryRaw<{ bytes: Uint8Array }[]>(
      Prisma.sql`SELECT "bytes" FROM "ImportChunk" WHERE "importId" = ${id} AND "position" = ${position}`,
    );
    if (chunk === undefined) throw new Error(`The file of import ${id} is gone.`);
    const bytes = await unpack(chunk.bytes, { maxOutputLength: chunkBytes });
    read += bytes.length;
    yield bytes;
  }
}

/** Reads the first bytes of a file, at most `headBytes`. */
export async function readHead(database: Database, file: { id: number; sizeBytes: number | bigint }): Promise<Buffer> {
  const sizeBytes = Math.min(Number(file.sizeBytes), headBytes);
  const pieces: Uint8Array[] = [];
  for await (const piece of readChunks(database, { id: file.id, sizeBytes })) pieces.push(piece);
  return Buffer.concat(pieces).subarray(0, headBytes);
}

/** Deletes the bytes of a file, in batches. Stops early when `signal` is aborted. */
export async function dropChunks({ prisma }: Database, importId: number, signal?: AbortSignal): Promise<void> {
  const last = await prisma.importChunk.aggregate({ where: { importId }, _max: { position: true } });
  // From the end: pruneImports finds a file by its first chunk, so it also finds the rest after a crash.
  for (let below = (last._max.position ?? -1) + 1; below > 0 && !signal?.aborted; below -= droppedAtOnce) {
    await prisma.importChunk.deleteMany({ where: { importId, position: { gte: below - droppedAtOnce, lt: below } } });
  }
}
