import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import { Prisma, type Database } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import type { Reply } from './route.ts';

/** How long a key is remembered. */
export const idempotencyMs = 24 * 60 * 60 * 1_000;
/** A first request that has not ended after this time died with its process. */
const abandonedMs = 2 * 60 * 1_000;

export const idempotencyHeader = {
  'Idempotency-Key': 'Any text of up to 200 characters: the same key gives the same answer for 24 hours',
};

const keySchema = z.string().regex(/^[\x20-\x7e]{1,200}$/u);

/**
 * Does `work` once for each `Idempotency-Key`; without the header every time.
 * What failed is forgotten, so that it can be tried again with the same key.
 * @param body the request's body as it was understood
 * @throws AppError idempotency_mismatch when the key came with another request, idempotency_in_flight while the first
 *   one is under way, invalid when the header is no key
 */
export async function onlyOnce(
  { database, clock }: { database: Database; clock: Pick<Clock, 'now'> },
  request: Request,
  body: unknown,
  work: () => Promise<Reply>,
): Promise<Reply> {
  const given = request.get('Idempotency-Key');
  if (given === undefined) return work();
  const parsed = keySchema.safeParse(given);
  if (!parsed.success) {
    throw new AppError('invalid', 'This is no usable Idempotency-Key.', {
      errors: [{ pointer: 'Idempotency-Key', message: 'must be 1 to 200 printable characters' }],
    });
  }
  const key = parsed.data;
  const bodyHash = createHash('sha256')
    .update(JSON.stringify([request.method, request.path, body]))
    .digest('hex');

  const earlier = await claim(database, key, bodyHash, clock.now());
  if (earlier) return { ...earlier, headers: { 'Idempotency-Replayed': 'true' } };
  const reply = await work().catch(async (error: unknown) => {
    await database.prisma.idempotencyKey.deleteMany({ where: { key, bodyHash, status: null } });
    throw error;
  });
  await database.prisma.idempotencyKey.update({
    where: { key },
    data: { status: reply.status, response: reply.body as Prisma.InputJsonValue },
  });
  return reply;
}

/** Takes the key for this request, or gives the answer of the earlier one. */
async function claim(database: Database, key: string, bodyHash: string, now: Date): Promise<Reply | null> {
  const { prisma } = database;
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  await prisma.idempotencyKey.deleteMany({
    where: {
      key,
      OR: [{ createdAt: { lte: before(idempotencyMs) } }, { status: null, createdAt: { lte: before(abandonedMs) } }],
    },
  });
  // One statement decides who of two at once is first.
  const isFirst =
    (await prisma.$executeRaw(
      Prisma.sql`INSERT INTO "IdempotencyKey" ("key", "bodyHash", "createdAt") VALUES (${key}, ${bodyHash}, ${now}) ON CONFLICT DO NOTHING`,
    )) === 1;
  if (isFirst) return null;
  const row = await prisma.idempotencyKey.findUnique({ where: { key } });
  if (row !== null && row.bodyHash !== bodyHash) {
    throw new AppError('idempotency_mismatch', 'This Idempotency-Key was used for another request; take a new one.', {
      errors: [{ pointer: 'Idempotency-Key', message: 'was used for another request' }],
    });
  }
  if (row === null || row.status === null) {
    throw new AppError('idempotency_in_flight', 'Ask again in a moment for its answer.', { retryAfterSeconds: 1 });
  }
  return { status: row.status, body: row.response };
}

/** Forgets keys whose time is over. */
export async function pruneIdempotencyKeys(database: Database, now: Date): Promise<void> {
  await database.prisma.idempotencyKey.deleteMany({
    where: { createdAt: { lte: new Date(now.getTime() - idempotencyMs) } },
  });
}
