import type { Mode } from '@tinygenesy/contract';
import type { JobRow } from './presentJob.ts';
import { AppError } from '../platform/errors.ts';

const providersOf = { sandbox: 'the sandbox providers', live: 'the live providers' } as const;

/** The reason why a job of another mode is on hold, and the next step. */
export const otherModeReason = (jobMode: Mode) => ({
  code: 'other_mode',
  text: `Started with ${providersOf[jobMode]}, which are off now. Cancel this job and start a new one, or switch back`,
});

/** Returns whether a job may call providers in this mode. A job keeps its mode; a job without one calls no provider. */
export const isOfMode = (job: Pick<JobRow, 'mode'>, mode: Mode): boolean => job.mode === null || job.mode === mode;

/** The action of a job that may cost money. */
export type Spender =
  | { kind: 'create' }
  | { kind: 'resume'; job: JobRow }
  /** `spentMicros`: the part of the spending limit that the job and all its retries have used. */
  | { kind: 'retry'; job: JobRow; spentMicros: bigint };

export interface Spending {
  mode: Mode;
  /** Null: no spending limit. */
  maxCostMicros: bigint | null;
}

/**
 * Decides whether a job may spend now, in which mode, and up to which limit: the one rule for create, resume and retry.
 * A retry without a limit of its own gets the unused part of the job's limit.
 * @throws AppError conflict for a job of another mode; invalid for a limit that is already spent
 */
export function maySpend(spender: Spender, now: { mode: Mode; maxCostMicros: number | undefined }): Spending {
  const { mode } = now;
  const given = now.maxCostMicros === undefined ? undefined : BigInt(now.maxCostMicros);
  if (spender.kind === 'create') return { mode, maxCostMicros: given ?? null };

  const { job } = spender;
  if (!isOfMode(job, mode)) {
    throw new AppError('conflict', `${otherModeReason(job.mode === 'live' ? 'live' : 'sandbox').text}.`);
  }
  if (spender.kind === 'resume') {
    if (given !== undefined) mustLeaveSomething(job, given);
    return { mode, maxCostMicros: given ?? job.maxCostMicros };
  }
  if (given !== undefined || job.maxCostMicros === null) return { mode, maxCostMicros: given ?? null };
  const left = job.maxCostMicros - spender.spentMicros;
  return { mode, maxCostMicros: left > 0n ? left : 0n };
}

function mustLeaveSomething(job: JobRow, capMicros: bigint): void {
  const leastMicros = job.errorCode === 'over_budget' ? job.reservedMicros + 1n : job.reservedMicros;
  if (capMicros >= leastMicros) return;
  throw new AppError('invalid', 'The new spending limit must be above the amount already spent. Nothing was changed.', {
    errors: [{ pointer: '/maxCostMicros', message: `must be above ${job.reservedMicros}` }],
  });
}
