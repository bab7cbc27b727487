import { type Job, jobKindSchema, jobStateSchema, modeSchema } from '@tinygenesy/contract';
import type { Job as JobRow } from '../db/generated/sqlite/client.ts';
import type { Figures } from './figures.ts';

export type { JobRow };

const storedModeSchema = modeSchema.nullable();

/** Builds the API's view of a job. */
export function presentJob(row: JobRow, counts: Record<string, number>, now: Figures): Job {
  return {
    id: row.id,
    kind: jobKindSchema.parse(row.kind),
    title: row.title,
    mode: storedModeSchema.parse(row.mode),
    state: jobStateSchema.parse(row.state),
    total: row.preparingUntil === null ? row.total : null,
    counts: { waiting: 0, running: 0, ...counts },
    asking: now.asking,
    costMicros: Number(row.costMicros),
    maxCostMicros: row.maxCostMicros === null ? null : Number(row.maxCostMicros),
    request: row.request,
    retryOf: row.retryOf,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    etaSeconds: now.etaSeconds,
    pilot: now.pilot ?? null,
    providers: now.providers ?? null,
    error: row.errorCode === null ? null : { code: row.errorCode, text: row.errorText ?? row.errorCode },
  };
}
