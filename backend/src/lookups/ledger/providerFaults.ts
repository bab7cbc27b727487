import type { ProviderAnswer } from '../../providers/provider.ts';
import type { Sql } from '../../db/database.ts';
import { holdJob } from './holdJob.ts';

/** A refused key or a wrong address this often in a row, and the provider is not asked any more. */
const faultsUntilUnusable = 3;

/**
 * Counts what lies in how we ask. At the third in a row the provider is marked and the jobs that need it are put on hold.
 * @returns whether the provider changed, and the jobs that were put on hold
 */
export async function noteFault(
  sql: Sql,
  provider: string,
  answer: ProviderAnswer,
  now: Date,
): Promise<{ providerChanged: boolean; heldJobIds: number[] }> {
  const unchanged = { providerChanged: false, heldJobIds: [] };
  const lies = answer.kind === 'error' && (answer.fault === 'bad_key' || answer.fault === 'endpoint_not_found');
  if (!lies) {
    if (answer.kind === 'found' || answer.kind === 'not_found') {
      await sql.prisma.provider.updateMany({
        where: { id: provider, faultsInRow: { gt: 0 } },
        data: { faultsInRow: 0 },
      });
    }
    return unchanged;
  }
  await sql.prisma.provider.update({ where: { id: provider }, data: { faultsInRow: { increment: 1 } } });
  const { count } = await sql.prisma.provider.updateMany({
    where: { id: provider, faultsInRow: { gte: faultsUntilUnusable }, unusableCode: null },
    data: { unusableCode: answer.reason.code, unusableText: answer.reason.text, unusableAt: now },
  });
  if (count === 0) return unchanged;
  const jobs = await sql.prisma.job.findMany({
    where: { kind: 'phone_lookup', state: { in: ['queued', 'running'] } },
    orderBy: { id: 'asc' },
  });
  for (const { id } of jobs) {
    await holdJob(sql, id, { code: answer.reason.code, text: answer.reason.text }, now);
  }
  return { providerChanged: true, heldJobIds: jobs.map(({ id }) => id) };
}
