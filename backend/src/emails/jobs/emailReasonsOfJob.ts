import { type EmailReasonCounts, emailVerdictSchema } from '@tinygenesy/contract';
import { type Database, Prisma } from '../../db/database.ts';
import { AppError } from '../../platform/errors.ts';

const mostReasons = 20;

/**
 * Counts the reasons of a job's verdicts other than valid: invalid before risky before unknown, then by count.
 * @throws AppError not_found
 */
export async function emailReasonsOfJob(database: Database, jobId: number): Promise<EmailReasonCounts> {
  const job = await database.prisma.job.findUnique({ where: { id: jobId } });
  if (job?.kind !== 'email_verification')
    throw new AppError('not_found', `There is no email verification job ${jobId}.`);
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
