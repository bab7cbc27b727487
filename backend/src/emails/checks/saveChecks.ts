import type { EmailVerification } from '@tinygenesy/contract';
import type { Sql } from '../../db/database.ts';
import { emailReason } from '../verdict/emailReason.ts';
import { recheckPlan } from './recheckPlan.ts';
import type { Judgement } from '../verdict/types.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { writeVerdicts } from './writeVerdicts.ts';

export interface LeadCheck {
  leadId: number;
  judgement: Judgement;
}

/**
 * Saves the verdicts of leads, with timers for unknown ones; call it in a transaction.
 * @param by a check by a timer continues that timer; any other check restarts it
 * @returns the verdict of each lead that still has the checked address
 */
export async function saveChecks(
  sql: Sql,
  checks: readonly LeadCheck[],
  by: { source: string; isTimer: boolean },
  now: Date,
): Promise<Map<number, EmailVerification>> {
  const leadIds = checks.map(({ leadId }) => leadId);
  const timers = by.isTimer ? await sql.prisma.emailRecheck.findMany({ where: { leadId: { in: leadIds } } }) : [];
  const timerOf = new Map(timers.map((timer) => [timer.leadId, timer]));

  const verdicts = checks.map(({ leadId, judgement }) => {
    const timer = timerOf.get(leadId);
    const next = { leadId, since: timer?.since ?? now, tries: timer === undefined ? 0 : timer.tries + 1 };
    const dueAt = judgement.verdict === 'unknown' ? recheckPlan(next.since, next.tries, now) : null;
    const gaveUp = judgement.verdict === 'unknown' && dueAt === null;
    const verdict: EmailVerification = {
      ...judgement,
      reasons: gaveUp ? [...judgement.reasons, emailReason('gave_up')] : judgement.reasons,
      checkedAt: now.toISOString(),
      retryAt: dueAt?.toISOString() ?? null,
    };
    return { leadId, verdict, timer: dueAt === null ? null : { ...next, dueAt } };
  });
  const written = await writeVerdicts(
    sql,
    verdicts.map(({ leadId, verdict }) => ({ ...verdict, leadId })),
    by.source,
    now,
  );
  const next = verdicts.flatMap(({ leadId, timer }) => (timer !== null && written.has(leadId) ? [timer] : []));
  // Other timers of leads with a verdict remove themselves when they expire.
  const outdated = by.isTimer ? [...written] : next.map(({ leadId }) => leadId);
  if (outdated.length > 0) {
    const list = idsFromJson(sql.dialect, outdated);
    await sql.prisma.$executeRaw`DELETE FROM "EmailRecheck" WHERE "leadId" IN (${list})`;
  }
  if (next.length > 0) await sql.prisma.emailRecheck.createMany({ data: next });
  return new Map(verdicts.filter(({ leadId }) => written.has(leadId)).map(({ leadId, verdict }) => [leadId, verdict]));
}
