import {
  type EmailCheckEstimate,
  type EmailReasonCounts,
  emailVerdictSchema,
  type EmailVerification,
  type Job,
  type Lead,
  type LeadSet,
} from '@tinygenesy/contract';
import { type Database, Prisma } from '../db/database.ts';
import { appendEvents } from '../db/eventLog.ts';
import { checkBounds } from './checkBounds.ts';
import type { MailDomains } from './dns/createMailDomains.ts';
import { recheckPlan } from './recheckPlan.ts';
import { selectLeadIds } from '../leads/list/leadSet.ts';
import { leadNotFound } from '../leads/leadWrite.ts';
import { markEmailChecks, unmarkEmailChecks } from './markEmailChecks.ts';
import { type LeadRow, presentLead } from '../leads/presentLead.ts';
import { leadEvent } from '../leads/leadEvent.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import { createEmailJob } from './createEmailJob.ts';
import type { Engine } from '../jobs/engine.ts';
import { saveChecks } from './saveChecks.ts';
import { verifyAddress } from './verifyAddress.ts';

export interface EmailCheckDeps {
  database: Database;
  clock: Clock;
  engine: Pick<Engine, 'wakeJob'>;
  mailDomains: MailDomains;
  log: Logger;
}

/** What is assumed of a name server until its answers come. */
const usualQueryMs = 100;
const questionsAtOnce = 60;
const addressesPerSecond = 3_000;
const slowPerSecond = 1_000;
const mostReasons = 20;

export type EmailChecks = ReturnType<typeof createEmailChecks>;

/** Checks of e-mails: single ones at once, many as a job. */
export function createEmailChecks(deps: EmailCheckDeps) {
  const { database, clock, engine } = deps;

  /** What is known of an address, within five seconds. Nothing of it is kept but what DNS said of its domain. */
  async function verify(email: string): Promise<EmailVerification> {
    const judgement = await verifyAddress(deps, email);
    const now = clock.now();
    const retryAt = judgement.verdict === 'unknown' ? recheckPlan(now, 0, now) : null;
    return { ...judgement, checkedAt: now.toISOString(), retryAt: retryAt?.toISOString() ?? null };
  }

  /** The request outlives a process that dies in the middle: the reconciler ends it. */
  async function begin(leadId: number): Promise<{ requestId: number; email: string }> {
    const now = clock.now();
    return database.transaction(async (sql) => {
      const lead = await sql.prisma.lead.findUnique({ where: { id: leadId } });
      if (lead === null) throw leadNotFound(leadId);
      if (lead.email === null) throw new AppError('conflict', 'This lead has no e-mail to check.');
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
      await appendEvents(sql, [leadEvent(await sql.prisma.lead.findUniqueOrThrow({ where: { id: leadId } }))], now);
      return { requestId: request.id, email: lead.email };
    });
  }

  /**
   * Checks a lead's e-mail and saves the verdict, within five seconds.
   * @throws AppError not_found; conflict when it has no e-mail
   */
  async function verifyLead(leadId: number): Promise<Lead> {
    const { requestId, email } = await begin(leadId);
    const judgement = await verifyAddress(deps, email);
    const now = clock.now();
    const row = await database.transaction(async (sql): Promise<LeadRow | null> => {
      const verdicts = await saveChecks(sql, [{ leadId, judgement }], { source: 'person', isTimer: false }, now);
      const [reason] = judgement.reasons;
      const fate = verdicts.has(leadId)
        ? { state: judgement.verdict, reasonCode: reason?.code ?? null, reasonText: reason?.text ?? null }
        : { state: 'cancelled' };
      await sql.prisma.request.updateMany({
        where: { id: requestId, state: 'running' },
        data: { ...fate, endedAt: now },
      });
      if (!verdicts.has(leadId)) await unmarkEmailChecks(sql, [leadId], now);
      const lead = await sql.prisma.lead.findUnique({ where: { id: leadId } });
      if (lead !== null) await appendEvents(sql, [leadEvent(lead)], now);
      return lead;
    });
    if (row === null) throw leadNotFound(leadId);
    return presentLead(row, now);
  }

  /** Checks the e-mails of a set as a job. */
  async function startJob(set: LeadSet): Promise<Job> {
    const now = clock.now();
    const job = await database.transaction((sql) =>
      createEmailJob(sql, { leads: selectLeadIds(sql.dialect, set), retryOf: null, now }),
    );
    void engine.wakeJob(job.id);
    return job;
  }

  /** What such a job would do, and what is known of the set now. */
  async function estimate(set: LeadSet): Promise<EmailCheckEstimate> {
    const { dialect } = database;
    const domain =
      dialect === 'sqlite'
        ? Prisma.sql`substr("email", instr("email", '@') + 1)`
        : Prisma.sql`split_part("email", '@', 2)`;
    const ids = selectLeadIds(dialect, set);
    const byVerdict = await database.scan<{ verdict: string | null; has: number | boolean; leads: number | bigint }>(
      Prisma.sql`SELECT "emailVerdict" AS "verdict", "email" IS NOT NULL AS "has", COUNT(*) AS "leads"
        FROM "Lead" WHERE "id" IN (${ids}) GROUP BY 1, 2`,
    );
    const [distinct] = await database.scan<{ domains: number | bigint }>(
      Prisma.sql`SELECT COUNT(DISTINCT ${domain}) AS "domains" FROM "Lead" WHERE "id" IN (${ids}) AND "email" IS NOT NULL`,
    );
    const withEmail = byVerdict.filter(({ has }) => Boolean(has));
    const leads = withEmail.reduce((sum, row) => sum + Number(row.leads), 0);
    const without = byVerdict.reduce((sum, row) => sum + Number(row.leads), 0) - leads;
    const domains = Number(distinct?.domains ?? 0);
    return {
      leads,
      domains,
      skipped: without === 0 ? [] : [{ reason: { code: 'no_email', text: 'Have no e-mail' }, count: without }],
      etaSeconds: Math.ceil((domains / questionsAtOnce) * (usualQueryMs / 1_000) + leads / addressesPerSecond),
      mostSeconds: Math.ceil((domains / questionsAtOnce) * (checkBounds.budgetMs / 1_000) + leads / slowPerSecond) + 5,
      verdicts: Object.fromEntries(withEmail.map(({ verdict, leads: count }) => [verdict ?? 'none', Number(count)])),
    };
  }

  /**
   * What came out of a job but for its valid ones, worst and most first.
   * @throws AppError not_found
   */
  async function reasonsOfJob(jobId: number): Promise<EmailReasonCounts> {
    const job = await database.prisma.job.findUnique({ where: { id: jobId } });
    if (job?.kind !== 'email_verification') throw new AppError('not_found', `There is no check of e-mails ${jobId}.`);
    const rows = await database.scan<{ state: string; code: string; text: string; count: number | bigint }>(
      Prisma.sql`SELECT "state", "reasonCode" AS "code", MAX("reasonText") AS "text", COUNT(*) AS "count" FROM "Request"
        WHERE "jobId" = ${jobId} AND "state" IN ('invalid', 'risky', 'unknown') AND "reasonCode" IS NOT NULL
        GROUP BY 1, 2
        ORDER BY CASE "state" WHEN 'invalid' THEN 1 WHEN 'risky' THEN 2 ELSE 3 END, 4 DESC, 2 LIMIT ${mostReasons}`,
    );
    return {
      jobId,
      reasons: rows.map(({ state, code, text, count }) => ({
        verdict: emailVerdictSchema.parse(state),
        reason: { code, text },
        count: Number(count),
      })),
    };
  }

  return { verify, verifyLead, startJob, estimate, reasonsOfJob };
}
