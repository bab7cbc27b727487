import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import { Prisma, type Database } from '../../db/database.ts';
import { inBatches } from '../../db/inBatches.ts';
import type { OnceDeps } from '../appDeps.ts';
import { firstNotFinished, withKey } from './requestKey.ts';
import { AppError } from '../../platform/errors.ts';
import type { Reply } from '../route.ts';

/** The time for which a key is stored. */
export const idempotencyMs = 24 * 60 * 60 * 1_000;
/** After this time, a first request without an answer counts as lost with its process. */
const abandonedMs = 2 * 60 * 1_000;

// HTTP strips spaces around a header's value.
const keySchema = z.string().regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/u);

export const idempotencyHeader = {
  'Idempotency-Key': keySchema.meta({
    description:
      'Up to 200 printable characters. For 24 hours the same key returns the same answer, or its job in the current state',
  }),
};

/**
 * Runs `work` once per `Idempotency-Key`, and every time without the header.
 * A failed request is forgotten, so that the client can repeat it with the same key.
 * @param body the validated body of the request
 * @throws AppError idempotency_mismatch when another request used the key, idempotency_in_flight while the first request
 *   is running, invalid when the header is not a valid key
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
    throw new AppError('invalid', 'The Idempotency-Key is invalid. Nothing was changed.', {
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
  // A created job has already been stored as the answer (`keepJobOfKey`).
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

/** Claims the key for this request and returns null, or returns the answer of the earlier request. */
async function claim(database: Database, key: string, bodyHash: string, now: Date): Promise<Earlier | null> {
  const { prisma } = database;
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  await prisma.idempotencyKey.deleteMany({
    where: {
      key,
      OR: [{ createdAt: { lte: before(idempotencyMs) } }, { status: null, createdAt: { lte: before(abandonedMs) } }],
    },
  });
  // A single statement decides which of two concurrent requests is first.
  const isFirst =
    (await prisma.$executeRaw(
      Prisma.sql`INSERT INTO "IdempotencyKey" ("key", "bodyHash", "createdAt") VALUES (${key}, ${bodyHash}, ${now}) ON CONFLICT DO NOTHING`,
    )) === 1;
  if (isFirst) return null;
  const row = await prisma.idempotencyKey.findUnique({ where: { key } });
  if (row !== null && row.bodyHash !== bodyHash) {
    throw new AppError(
      'idempotency_mismatch',
      'This Idempotency-Key was used for another request. Nothing was changed. Send a new key.',
      {
        errors: [{ pointer: 'Idempotency-Key', message: 'was used for another request' }],
      },
    );
  }
  if (row === null || row.status === null) {
    throw new AppError('idempotency_in_flight', firstNotFinished, { retryAfterSeconds: 1 });
  }
  return { status: row.status, body: row.response, jobId: row.jobId };
}

const pruneAtOnce = 100;

/** Deletes expired keys. */
export async function pruneIdempotencyKeys({ prisma }: Database, now: Date, signal: AbortSignal): Promise<void> {
  const where = { createdAt: { lte: new Date(now.getTime() - idempotencyMs) } };
  await inBatches(
    async (limit) => (await prisma.idempotencyKey.deleteMany({ where, limit })).count,
    pruneAtOnce,
    signal,
  );
}
