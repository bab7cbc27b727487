import { AsyncLocalStorage } from 'node:async_hooks';
import type { Sql } from '../../db/database.ts';
import { AppError } from '../../platform/errors.ts';

/** The detail of `idempotency_in_flight`. */
export const firstNotFinished =
  'The first request with this Idempotency-Key is not finished. Send the request again in a moment to get its answer.';

/** The claim of a request on its Idempotency-Key. */
export interface KeyClaim {
  key: string;
  claimedAt: Date;
}

const claims = new AsyncLocalStorage<KeyClaim>();

/** Runs the work of a request that has claimed its key. A job that it creates is stored with the key (`keepJobOfKey`). */
export function withKey<T>(claim: KeyClaim, work: () => Promise<T>): Promise<T> {
  return claims.run(claim, work);
}

/**
 * Stores the job with the key of the current request. Call it in the transaction that creates the job, so that a killed
 * process neither loses the job nor creates it twice.
 * @throws AppError idempotency_in_flight when another request has claimed the key meanwhile
 */
export async function keepJobOfKey(sql: Sql, jobId: number): Promise<void> {
  const claim = claims.getStore();
  if (claim === undefined) return;
  const { count } = await sql.prisma.idempotencyKey.updateMany({
    where: { key: claim.key, createdAt: claim.claimedAt, status: null },
    data: { status: 202, jobId },
  });
  if (count === 0) {
    throw new AppError('idempotency_in_flight', firstNotFinished, { retryAfterSeconds: 1 });
  }
}
