import type { EmailCheckEstimate, LeadSet } from '@tinygenesy/contract';
import { type Database, Prisma } from '../../db/database.ts';
import { selectLeadIds } from '../../leads/list/leadSet.ts';
import { checkBounds } from '../checks/checkBounds.ts';

/** The assumed time of the DNS queries about a domain, before any is measured. */
const usualLookupMs = 150;
const lookupsAtOnce = 60;
const addressesPerSecond = 3_000;
const slowPerSecond = 1_000;

/** Estimates a job that verifies a set of leads, and counts the set's verdicts now. */
export async function estimateEmailJob(database: Database, set: LeadSet): Promise<EmailCheckEstimate> {
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
    skipped: without === 0 ? [] : [{ reason: { code: 'no_email', text: 'Have no email' }, count: without }],
    etaSeconds: Math.ceil((domains / lookupsAtOnce) * (usualLookupMs / 1_000) + leads / addressesPerSecond),
    mostSeconds: Math.ceil((domains / lookupsAtOnce) * (checkBounds.budgetMs / 1_000) + leads / slowPerSecond) + 5,
    verdicts: Object.fromEntries(withEmail.map(({ verdict, leads: count }) => [verdict ?? 'none', Number(count)])),
  };
}
