import { createHash } from 'node:crypto';
import {
  foldText,
  type ImportMapping,
  type ImportReading,
  type ImportTarget,
  importTargetSchema,
} from '@tinygenesy/contract';
import { z } from 'zod';
import type { Sql } from '../../db/database.ts';

type Headers = Pick<ImportReading, 'headers' | 'hasHeader'>;

const targetsSchema = z.array(importTargetSchema.nullable());

/** Saves the mapping that a person chose for files with these headers. Does nothing for a file without a header. */
export async function rememberMapping(sql: Sql, of: Headers, mapping: ImportMapping, at: Date): Promise<void> {
  if (!of.hasHeader) return;
  const headersHash = hashOf(of);
  // By position: the next file may spell a header in another way that folds to the same text.
  const targets = of.headers.map((header) => (Object.hasOwn(mapping, header) ? (mapping[header] ?? null) : null));
  await sql.prisma.rememberedMapping.upsert({
    where: { headersHash },
    create: { headersHash, mapping: targets, usedAt: at },
    update: { mapping: targets, usedAt: at },
  });
}

/** Returns the mapping that was last chosen for files with these headers, one target per column; null: none. */
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
