import type { Mode } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../../db/database.ts';
import { instant } from '../../db/instant.ts';
import { lockLeads } from '../../leads/lockLeads.ts';
import { lockMode } from '../../jobs/mode.ts';
import { askingOf, mayAsk } from '../planning/mayAsk.ts';
import type { LostAnswers, OpenRequest } from '../planning/types.ts';
import { readLookupState } from './lookupState.ts';
import { type AttemptRow, plannedLines, linesOf, newestOf } from './situation.ts';

/** For this long an answer to the same question is not bought again: people change their numbers. */
const reuseForMs = 90 * 86_400_000;

interface Question {
  mode: Mode;
  leadId: number;
  provider: string;
  inputHash: string;
}

/** A question that is about to be asked. */
interface Ask extends Question {
  round: number;
  queuedAt: Date;
  lostAnswers: LostAnswers;
}

/** What is known about a question through other leads: an answer, or a call under way that will bring one. */
export type KnownElsewhere = 'answer' | 'call_under_way' | null;

/**
 * Finds what other leads know about a question. Holds the question to the end of the transaction, so that two leads with
 * the same question never buy its answer twice.
 */
export async function knownElsewhere(
  sql: Sql,
  question: Question,
  requests: readonly OpenRequest[],
  now: Date,
): Promise<KnownElsewhere> {
  if (isForced(requests)) return null;
  if (sql.dialect === 'postgres') {
    const key = `${question.mode} ${question.provider} ${question.inputHash}`;
    await sql.prisma.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
  }
  const [line] = await sql.prisma.$queryRaw<Pick<AttemptRow, 'state'>[]>`SELECT "state" FROM "Attempt"
    WHERE ${ofOthers(question)} AND (${isRecentAnswer(sql, now)}
      OR ("state" IN ('reserved', 'sent') AND "leaseUntil" > ${instant(sql.dialect, now)}))
    ORDER BY CASE "state" WHEN 'settled' THEN 0 ELSE 1 END LIMIT 1`;
  if (line === undefined) return null;
  return line.state === 'settled' ? 'answer' : 'call_under_way';
}

/**
 * Answers a question with the newest answer that another lead brought: at no cost, and without a call.
 * @returns whether the ledger has the answer now
 */
export async function reuseAnswer(sql: Sql, ask: Ask, now: Date): Promise<boolean> {
  await lockMode(sql);
  await lockLeads(sql, [ask.leadId]);
  const { mode, lead, requests, provider } = await readLookupState(sql, ask);
  const payer = requests.find((request) => request.isActive);
  if (mode !== ask.mode || lead?.phoneRound !== ask.round || payer === undefined || isForced(requests)) return false;
  const own = await linesOf(sql, ask);
  const planned = plannedLines(own, () => provider?.freedAt ?? null);
  if (mayAsk(planned, askingOf(requests, ask.round), ask.lostAnswers).kind !== 'may_ask') return false;
  const newest = newestOf(own, { scope: 'lookup', round: ask.round });
  if (newest?.state === 'reserved' || newest?.state === 'sent') return false;
  const [known] = await sql.prisma.$queryRaw<{ id: number | bigint }[]>`SELECT "id" FROM "Attempt"
    WHERE ${ofOthers(ask)} AND ${isRecentAnswer(sql, now)} ORDER BY "endedAt" DESC LIMIT 1`;
  if (known === undefined) return false;
  await copyAnswer(sql, Number(known.id), { ask, payer, attempt: (newest?.attempt ?? 0) + 1, now });
  return true;
}

const isForced = (requests: readonly OpenRequest[]): boolean =>
  requests.some((request) => request.isActive && request.force);

const ofOthers = ({ mode, leadId, provider, inputHash }: Question): Prisma.Sql =>
  Prisma.sql`"inputHash" = ${inputHash} AND "provider" = ${provider} AND "mode" = ${mode} AND "leadId" <> ${leadId}`;

/** An answer that was bought: a reused one would make the window endless. */
const isRecentAnswer = ({ dialect }: Sql, now: Date): Prisma.Sql =>
  Prisma.sql`"state" = 'settled' AND "knownAt" IS NULL
    AND "endedAt" > ${instant(dialect, new Date(now.getTime() - reuseForMs))}`;

async function copyAnswer(
  sql: Sql,
  id: number,
  { ask, payer, attempt, now }: { ask: Ask; payer: OpenRequest; attempt: number; now: Date },
): Promise<void> {
  const known = await sql.prisma.attempt.findUniqueOrThrow({ where: { id } });
  const { outcome, reasonCode, reasonText, phoneNumber, phone, endedAt, definitionVersion, chargeRule } = known;
  const { mode, leadId, provider, inputHash, round, queuedAt } = ask;
  await sql.prisma.attempt.create({
    data: {
      ...{ mode, leadId, provider, inputHash, round, queuedAt, attempt },
      ...{ outcome, reasonCode, reasonText, phoneNumber, definitionVersion, chargeRule },
      ...(phone === null ? {} : { phone }),
      scope: 'lookup',
      state: 'settled',
      requestId: payer.id,
      jobId: payer.jobId,
      retryable: false,
      httpStatus: null,
      priceMicros: 0n,
      costMicros: 0n,
      charge: 'none',
      fence: `known ${id}`,
      leaseUntil: now,
      knownAt: endedAt,
      endedAt: now,
    },
  });
}
