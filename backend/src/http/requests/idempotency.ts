import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import { Prisma, type Database } from '../../db/database.ts';
import type { OnceDeps } from '../appDeps.ts';
import { withKey } from './requestKey.ts';
import { AppError } from '../../platform/errors.ts';
import type { Reply } from '../route.ts';

/** How long a key is remembered. */
export const idempotencyMs = 24 * 60 * 60 * 1_000;
/** A first request that has not ended after this time died with its process. */
const abandonedMs = 2 * 60 * 1_000;

// Spaces around a header's value are no part of it.
const keySchema = z.string().regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/u);

export const idempotencyHeader = {
  'Idempotency-Key': keySchema.meta({
    description:
      'Up to 200 printable characters: for 24 hours the same key gives the same answer, or its job as it is by then',
  }),
};

/**
 * Does `work` once for each `Idempotency-Key`; without the header every time.
 * What failed is forgotten, so that it can be tried again with the same key.
 * @param body the request's body as it was understood
 * @throws AppError idempotency_mismatch when the key came with another request, idempotency_in_flight while the first
 *   one is under way, invalid when the header is no key
 */
export async function onlyOnce(
  { database, clock, jobs }: OnceDeps,
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

  const claimedAt = clock.now();
  const earlier = await claim(database, key, bodyHash, claimedAt);
  if (earlier) return { ...(await answerOf(earlier, jobs)), headers: { 'Idempotency-Replayed': 'true' } };
  const reply = await withKey({ key, claimedAt }, work).catch(async (error: unknown) => {
    await database.prisma.idempotencyKey.deleteMany({ where: { key, bodyHash, status: null } });
    throw error;
  });
  // A job has written itself: it is the answer.
  await database.prisma.idempotencyKey.updateMany({
    where: { key, bodyHash, jobId: null },
    data: { status: reply.status, response: reply.body as Prisma.InputJsonValue },
  });
  return reply;
}

interface Earlier {
  status: number;
  body: unknown;
  jobId: number | null;
}

const answerOf = async ({ status, body, jobId }: Earlier, jobs: OnceDeps['jobs']): Promise<Reply> => ({
  status,
  body: jobId === null ? body : await jobs.read(jobId),
});

/** Takes the key for this request, or gives the answer of the earlier one. */
async function claim(database: Database, key: string, bodyHash: string, now: Date): Promise<Earlier | null> {
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
  return { status: row.status, body: row.response, jobId: row.jobId };
}

/** Forgets keys whose time is over. */
export async function pruneIdempotencyKeys(database: Database, now: Date): Promise<void> {
  await database.prisma.idempotencyKey.deleteMany({
    where: { createdAt: { lte: new Date(now.getTime() - idempotencyMs) } },
  });
}
