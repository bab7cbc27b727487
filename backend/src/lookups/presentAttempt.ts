import { type Attempt, attemptOutcomeSchema, chargeStateSchema, modeSchema } from '@tinygenesy/contract';
import type { AttemptRow } from './ledger/situation.ts';

/** Maps a ledger line to the API's shape. */
export function presentAttempt(line: AttemptRow): Attempt {
  return {
    provider: line.provider,
    attempt: line.attempt,
    outcome: attemptOutcomeSchema.nullable().parse(line.outcome),
    reason: line.reasonCode === null ? null : { code: line.reasonCode, text: line.reasonText ?? line.reasonCode },
    queuedAt: line.queuedAt.toISOString(),
    startedAt: line.sentAt?.toISOString() ?? null,
    endedAt: line.endedAt?.toISOString() ?? null,
    httpStatus: line.httpStatus,
    phoneNumber: line.phoneNumber,
    costMicros: Number(line.costMicros),
    charge: chargeStateSchema.parse(line.charge),
    mode: modeSchema.parse(line.mode),
    round: line.round,
    knownSince: line.knownAt?.toISOString() ?? null,
  };
}
