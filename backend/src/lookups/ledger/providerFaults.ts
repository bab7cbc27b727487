import type { ProviderAnswer } from '../../providers/provider.ts';
import type { Sql } from '../../db/database.ts';

/** After this many rejected keys or wrong addresses in a row the provider is not usable. */
const faultsUntilUnusable = 3;

/**
 * Counts faults of the configuration. The third in a row marks the provider as not usable. A job goes on hold later, when
 * one of its lookups needs the provider.
 * @returns whether the provider changed
 */
export async function noteFault(sql: Sql, provider: string, answer: ProviderAnswer, now: Date): Promise<boolean> {
  const lies = answer.kind === 'error' && (answer.fault === 'bad_key' || answer.fault === 'endpoint_not_found');
  if (!lies) {
    if (answer.kind === 'found' || answer.kind === 'not_found') {
      await sql.prisma.$executeRaw`UPDATE "Provider" SET "faultsInRow" = 0
        WHERE "id" = ${provider} AND "faultsInRow" > 0`;
    }
    return false;
  }
  await sql.prisma.provider.update({ where: { id: provider }, data: { faultsInRow: { increment: 1 } } });
  const { count } = await sql.prisma.provider.updateMany({
    where: { id: provider, faultsInRow: { gte: faultsUntilUnusable }, unusableCode: null },
    data: { unusableCode: answer.reason.code, unusableText: answer.reason.text, unusableAt: now },
  });
  return count > 0;
}
