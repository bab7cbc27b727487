import type { ImportList } from '@tinygenesy/contract';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { decodeCursor, listFingerprint, pageOf } from '../http/cursor.ts';
import { presentImports, unfinishedUpload } from './presentImport.ts';

const fingerprint = listFingerprint('imports');

/** Returns a page of imports, newest first. @throws AppError bad_cursor */
export async function listImports(
  database: Database,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<ImportList> {
  const before = cursor === undefined ? null : decodeCursor(cursor, fingerprint, z.int().positive());
  const rows = await database.prisma.import.findMany({
    where: { NOT: unfinishedUpload, ...(before === null ? {} : { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
    omit: { reading: true, settings: true },
  });
  const { page, nextCursor } = pageOf(rows, limit, fingerprint, ({ id }) => id);
  return { imports: await presentImports(database, page), nextCursor };
}
