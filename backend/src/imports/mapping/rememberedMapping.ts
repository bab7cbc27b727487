import { createHash } from 'node:crypto';
import { type ImportMapping, type ImportReading, type ImportTarget, importTargetSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import type { Sql } from '../../db/database.ts';
import { foldText } from '../../leads/foldText.ts';

type Headers = Pick<ImportReading, 'headers' | 'hasHeader'>;

const targetsSchema = z.array(importTargetSchema.nullable());

/** Keeps what a person chose for files with these headers; a file without a header says nothing of the next one. */
export async function rememberMapping(sql: Sql, of: Headers, mapping: ImportMapping, at: Date): Promise<void> {
  if (!of.hasHeader) return;
  const headersHash = hashOf(of);
  // By place, because headers that fold to the same may be written in another way next time.
  const targets = of.headers.map((header) => (Object.hasOwn(mapping, header) ? (mapping[header] ?? null) : null));
  await sql.prisma.rememberedMapping.upsert({
    where: { headersHash },
    create: { headersHash, mapping: targets, usedAt: at },
    update: { mapping: targets, usedAt: at },
  });
}

/** What was chosen last for files with these headers, column by column; null: nothing yet. */
export async function rememberedTargets(sql: Sql, of: Headers): Promise<(ImportTarget | null)[] | null> {
  if (!of.hasHeader) return null;
  const row = await sql.prisma.rememberedMapping.findUnique({ where: { headersHash: hashOf(of) } });
  const targets = targetsSchema.safeParse(row?.mapping).data;
  return targets?.length === of.headers.length ? targets : null;
}

const hashOf = ({ headers }: Headers): string =>
  createHash('sha256')
    .update(JSON.stringify(headers.map(foldText)))
    .digest('hex');
