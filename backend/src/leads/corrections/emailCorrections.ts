import {
  type CorrectedEmails,
  type EmailCorrection,
  maxCorrections,
  type Reason,
  type SuggestedCorrections,
} from '@tinygenesy/contract';
import { type Database, Prisma } from '../../db/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { updateLead } from '../leadWrite.ts';

/** A lookup may change other fields of the lead between reading and writing. */
const tries = 5;

/** Reads the corrections that are suggested now for the leads of a job, in the order of their ids after `after`. */
export async function readCorrections(database: Database, jobId: number, after: number): Promise<SuggestedCorrections> {
  const suggested = Prisma.sql`FROM "Request" JOIN "Lead" ON "Lead"."id" = "Request"."leadId"
    WHERE "Request"."jobId" = ${jobId} AND "Lead"."email" IS NOT NULL AND "Lead"."emailSuggestion" IS NOT NULL`;
  const [counted] = await database.scan<{ total: number | bigint }>(
    Prisma.sql`SELECT COUNT(*) AS "total" ${suggested}`,
  );
  const rows = await database.scan<{ leadId: number | bigint; from: string; to: string }>(
    Prisma.sql`SELECT "Lead"."id" AS "leadId", "Lead"."email" AS "from", "Lead"."emailSuggestion" AS "to" ${suggested}
      AND "Lead"."id" > ${after} ORDER BY "Lead"."id" LIMIT ${maxCorrections}`,
  );
  return {
    corrections: rows.map(({ leadId, from, to }) => ({ leadId: Number(leadId), from, to })),
    total: Number(counted?.total ?? 0),
  };
}

/**
 * Corrects emails, each in its own transaction and with its history. An email that changed meanwhile stays. The same
 * request with `from` and `to` exchanged undoes it.
 */
export async function correctEmails(deps: LeadDeps, corrections: readonly EmailCorrection[]): Promise<CorrectedEmails> {
  const answer: CorrectedEmails = { corrected: [], refused: [] };
  for (const correction of corrections) {
    const refusal = await correctEmail(deps, correction);
    if (refusal === null) answer.corrected.push(correction);
    else answer.refused.push({ leadId: correction.leadId, reason: refusal });
  }
  return answer;
}

/** Returns why the email stays; null when it was corrected. */
async function correctEmail(deps: LeadDeps, { leadId, from, to }: EmailCorrection): Promise<Reason | null> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const lead = await deps.database.prisma.lead.findUnique({
      where: { id: leadId },
      select: { email: true, version: true },
    });
    if (lead === null) return { code: 'lead_deleted', text: 'The lead was deleted' };
    if (lead.email !== from) return { code: 'email_changed', text: 'The email was changed meanwhile' };
    try {
      await updateLead(deps, leadId, { email: to }, lead.version);
      return null;
    } catch (fault) {
      if (!(fault instanceof AppError)) throw fault;
      if (fault.code === 'conflict') return { code: 'email_taken', text: 'Another lead has this email' };
      if (fault.code === 'not_found') return { code: 'lead_deleted', text: 'The lead was deleted' };
      if (fault.code !== 'version_mismatch') throw fault;
    }
  }
  return { code: 'busy', text: 'Other changes to this lead were saved at the same time' };
}
