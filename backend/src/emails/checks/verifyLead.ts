import type { Lead } from '@tinygenesy/contract';
import type { Database } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { leadEvents } from '../../leads/leadEvent.ts';
import { leadNotFound } from '../../leads/leadWrite.ts';
import { presentLeads } from '../../leads/presentLead.ts';
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import { checkBounds } from './checkBounds.ts';
import { markEmailChecks, unmarkEmailChecks } from './markEmailChecks.ts';
import { saveChecks } from './saveChecks.ts';
import { verifyAddress, type VerifyDeps } from './verifyAddress.ts';

/**
 * Verifies a lead's email and saves the verdict, within five seconds.
 * @throws AppError not_found; conflict for a lead without an email
 */
export async function verifyLead(deps: VerifyDeps & { database: Database }, leadId: number): Promise<Lead> {
  const { database, clock } = deps;
  const { requestId, email } = await begin(deps, leadId);
  const judgement = await verifyAddress(deps, email);
  const now = clock.now();
  const lead = await database.transaction(async (sql): Promise<Lead | undefined> => {
    const verdicts = await saveChecks(sql, [{ leadId, judgement }], { source: 'person', isTimer: false }, now);
    const [reason] = judgement.reasons;
    const result = verdicts.has(leadId)
      ? { state: judgement.verdict, reasonCode: reason?.code ?? null, reasonText: reason?.text ?? null }
      : { state: 'cancelled' };
    await sql.prisma.request.updateMany({
      where: { id: requestId, state: 'running' },
      data: { ...result, endedAt: now },
    });
    if (!verdicts.has(leadId)) await unmarkEmailChecks(sql, [leadId], now);
    const rows = await sql.prisma.lead.findMany({ where: { id: leadId } });
    await appendEvents(sql, await leadEvents(sql, rows), now);
    return (await presentLeads(sql, rows))[0];
  });
  if (lead === undefined) throw leadNotFound(leadId);
  return lead;
}

/** Writes the request of a check: if the process dies during the check, the reconciler ends the request. */
async function begin(
  { database, clock }: { database: Database; clock: Clock },
  leadId: number,
): Promise<{ requestId: number; email: string }> {
  const now = clock.now();
  return database.transaction(async (sql) => {
    const lead = await sql.prisma.lead.findUnique({ where: { id: leadId } });
    if (lead === null) throw leadNotFound(leadId);
    if (lead.email === null) throw new AppError('conflict', 'This lead has no email. Add one, then verify it.');
    const request = await sql.prisma.request.create({
      data: {
        kind: 'email_verification',
        leadId,
        jobId: null,
        state: 'running',
        force: false,
        round: 0,
        costMicros: 0n,
        createdAt: now,
        startedAt: now,
      },
    });
    await markEmailChecks(sql, [leadId], new Date(now.getTime() + checkBounds.singleUntilMs), now);
    await appendEvents(sql, await leadEvents(sql, await sql.prisma.lead.findMany({ where: { id: leadId } })), now);
    return { requestId: request.id, email: lead.email };
  });
}
