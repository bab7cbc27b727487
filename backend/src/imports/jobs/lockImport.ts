import { Prisma, type Sql } from '../../db/database.ts';
import type { ImportFile } from '../presentImport.ts';
import { AppError } from '../../platform/errors.ts';

/**
 * Reads an import and locks its row to the end of the transaction. SQLite runs one transaction at a time, without locks.
 * @throws AppError not_found
 */
export async function lockImport(sql: Sql, id: number): Promise<ImportFile> {
  if (sql.dialect === 'postgres') {
    await sql.prisma.$queryRaw(Prisma.sql`SELECT 1 FROM "Import" WHERE "id" = ${id} FOR UPDATE`);
  }
  const row = await sql.prisma.import.findUnique({ where: { id } });
  if (row === null) throw new AppError('not_found', `There is no import ${id}.`);
  return row;
}
