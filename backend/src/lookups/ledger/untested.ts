import type { Sql } from '../../db/database.ts';
import type { Provider as ProviderRow } from '../../db/generated/sqlite/client.ts';
import { untestedLeads } from '../../providers/untestedLeads.ts';
import type { AskedQuestion } from './situation.ts';

/**
 * Decides whether a provider as data may be called for one more lead without a test run. `wait`: calls that have begun may
 * still be taken back. Holds the provider's row to the end of the transaction, so that two processes never call it for more.
 */
export async function untestedCall(
  sql: Sql,
  { provider, leadId, mode }: AskedQuestion,
  { definitionVersion, provenAt }: Pick<ProviderRow, 'definitionVersion' | 'provenAt'>,
): Promise<'may_call' | 'wait' | 'needs_test'> {
  if (mode !== 'live' || definitionVersion === null || provenAt !== null) return 'may_call';
  if (sql.dialect === 'postgres') {
    await sql.prisma.$queryRaw`SELECT 1 FROM "Provider" WHERE "id" = ${provider} FOR UPDATE`;
  }
  const [row] = await sql.prisma.$queryRaw<{ begun: number | bigint; ended: number | bigint }[]>`
    SELECT COUNT(DISTINCT "leadId") AS "begun",
      COUNT(DISTINCT CASE WHEN "state" IN ('reserved', 'sent') THEN NULL ELSE "leadId" END) AS "ended"
    FROM "Attempt"
    WHERE "provider" = ${provider} AND "mode" = ${mode} AND "scope" = 'lookup' AND "leadId" <> ${leadId}
      AND "definitionVersion" = ${definitionVersion} AND "state" <> 'released' AND "knownAt" IS NULL`;
  if (Number(row?.ended ?? 0) >= untestedLeads) return 'needs_test';
  return Number(row?.begun ?? 0) >= untestedLeads ? 'wait' : 'may_call';
}

/**
 * Stops a provider as data that was called for all the leads that it may be before a test run.
 * @returns whether the provider changed
 */
export async function stopUntested(sql: Sql, provider: string, now: Date): Promise<boolean> {
  const row = await sql.prisma.provider.findUnique({ where: { id: provider } });
  if (row === null) return false;
  const text =
    `${row.name} was called for ${untestedLeads} leads without a successful test run. ` +
    `Check their numbers and make a test run, or continue without one`;
  const { count } = await sql.prisma.provider.updateMany({
    where: { id: provider, provenAt: null, unusableCode: null },
    data: { unusableCode: 'not_tested', unusableText: text, unusableAt: now },
  });
  return count > 0;
}

/**
 * Notes that a test run was answered in live mode: the provider needs no further one for this version of its definition.
 * @returns whether the provider changed
 */
export async function noteTested(
  sql: Sql,
  {
    provider,
    definitionVersion,
    mode,
    state,
  }: { provider: string; definitionVersion: number | null; mode: string; state: string },
  now: Date,
): Promise<boolean> {
  if (mode !== 'live' || state !== 'settled' || definitionVersion === null) return false;
  await sql.prisma.provider.updateMany({
    where: { id: provider, unusableCode: 'not_tested' },
    data: { unusableCode: null, unusableText: null, unusableAt: null },
  });
  const { count } = await sql.prisma.provider.updateMany({
    where: { id: provider, definitionVersion, provenAt: null },
    data: { provenAt: now },
  });
  return count > 0;
}
