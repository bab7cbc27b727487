import type { Mode } from '@tinygenesy/contract';
import type { JobRow } from './presentJob.ts';
import { AppError } from '../platform/errors.ts';

const providersOf = { sandbox: 'the sandbox providers', live: 'the live providers' } as const;

/** Why a job of another mode doesn't go on, and what to do. */
export const otherModeReason = (jobMode: Mode) => ({
  code: 'other_mode',
  text: `Started with ${providersOf[jobMode]}, which are off now. Cancel it and start a new one, or switch back`,
});

/** A job goes on in the mode that it began in; one without a mode asks no provider. */
export const isOfMode = (job: Pick<JobRow, 'mode'>, mode: Mode): boolean => job.mode === null || job.mode === mode;

/** What a job is about to do that may cost money. */
export type Spender =
  | { kind: 'create' }
  | { kind: 'resume'; job: JobRow }
  /** `spentMicros`: what the job and all its retries have spent of its cap. */
  | { kind: 'retry'; job: JobRow; spentMicros: bigint };

export interface Spending {
  mode: Mode;
  /** Null: no cap. */
  maxCostMicros: bigint | null;
}

/**
 * The one rule for "may this job spend now, in which mode, with what cap?". A retry without a cap of its own has what is
 * left of the old one.
 * @throws AppError conflict for a job of another mode; invalid for a cap that is spent already
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
  throw new AppError('invalid', 'The new cap must be above what is spent already.', {
    errors: [{ pointer: '/maxCostMicros', message: `must be above ${job.reservedMicros}` }],
  });
}
