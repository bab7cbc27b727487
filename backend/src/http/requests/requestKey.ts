import { AsyncLocalStorage } from 'node:async_hooks';
import type { Sql } from '../../db/database.ts';
import { AppError } from '../../platform/errors.ts';

/** The claim of a request on its Idempotency-Key. */
export interface KeyClaim {
  key: string;
  claimedAt: Date;
}

const claims = new AsyncLocalStorage<KeyClaim>();

/** Does `work` for a request that has claimed its key: a job that it begins is written together with the key. */
export function withKey<T>(claim: KeyClaim, work: () => Promise<T>): Promise<T> {
  return claims.run(claim, work);
}

/**
 * Call in the transaction that creates a job. The key and its job are written together, so that a process that dies can
 * neither lose the job nor begin it twice.
 * @throws AppError idempotency_in_flight when another request has taken the key over meanwhile
 */
export async function keepJobOfKey(sql: Sql, jobId: number): Promise<void> {
  const claim = claims.getStore();
  if (claim === undefined) return;
  const { count } = await sql.prisma.idempotencyKey.updateMany({
    where: { key: claim.key, createdAt: claim.claimedAt, status: null },
    data: { status: 202, jobId },
  });
  if (count === 0) {
    throw new AppError('idempotency_in_flight', 'Ask again in a moment for its answer.', { retryAfterSeconds: 1 });
  }
}
