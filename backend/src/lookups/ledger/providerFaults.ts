import type { ProviderAnswer, ProviderFault } from '../../providers/provider.ts';
import type { Sql } from '../../db/database.ts';
import type { Attempt as AttemptRow } from '../../db/generated/sqlite/client.ts';

/**
 * How many faults of a kind in a row make the provider not usable. A rejected key or a wrong address may be a moment's
 * fault of the provider; an account without credits or access fails with every call.
 */
const faultsUntilUnusable: Readonly<Partial<Record<ProviderFault, number>>> = {
  bad_key: 3,
  endpoint_not_found: 3,
  no_access: 1,
  out_of_credits: 1,
};

const faultCodes: ReadonlySet<string> = new Set([...Object.keys(faultsUntilUnusable), 'no_secret']);

/**
 * Tells whether a call failed for a fault that was mended since then: its failure says nothing about the lead, and counts
 * as no try.
 * @param freedAt when the provider's last stop ended
 */
export const isMended = (
  { state, reasonCode, sentAt }: Pick<AttemptRow, 'state' | 'reasonCode' | 'sentAt'>,
  freedAt: Date | null,
): boolean =>
  state === 'failed' &&
  reasonCode !== null &&
  faultCodes.has(reasonCode) &&
  sentAt !== null &&
  freedAt !== null &&
  sentAt < freedAt;

/** A secret that is not entered is no fault of a moment. */
function limitOf({ fault, reason }: Extract<ProviderAnswer, { kind: 'error' }>): number | undefined {
  if (fault === null) return undefined;
  return reason.code === 'no_secret' ? 1 : faultsUntilUnusable[fault];
}

/**
 * Counts faults of the configuration and the account. Enough in a row mark the provider as not usable. A job goes on hold
 * later, when one of its lookups needs the provider.
 * @param call a call that was sent before the provider's last stop ended is no new fault
 * @returns whether the provider changed
 */
export async function noteFault(
  sql: Sql,
  { provider, sentAt }: { provider: string; sentAt: Date | null },
  answer: ProviderAnswer,
  now: Date,
): Promise<boolean> {
  const limit = answer.kind === 'error' ? limitOf(answer) : undefined;
  if (answer.kind !== 'error' || limit === undefined) {
    if (answer.kind === 'found' || answer.kind === 'not_found') {
      await sql.prisma.$executeRaw`UPDATE "Provider" SET "faultsInRow" = 0, "balanceTries" = 0
        WHERE "id" = ${provider} AND ("faultsInRow" > 0 OR "balanceTries" > 0)`;
    }
    return false;
  }
  const counted = await sql.prisma.provider.updateMany({
    where: { id: provider, OR: [{ freedAt: null }, ...(sentAt === null ? [] : [{ freedAt: { lte: sentAt } }])] },
    data: { faultsInRow: { increment: 1 } },
  });
  if (counted.count === 0) return false;
  const { count } = await sql.prisma.provider.updateMany({
    where: { id: provider, faultsInRow: { gte: limit }, unusableCode: null },
    data: {
      unusableCode: answer.reason.code,
      unusableText: answer.reason.text,
      unusableAt: now,
      // What an earlier check told is outdated.
      balance: null,
      balanceText: null,
    },
  });
  return count > 0;
}
