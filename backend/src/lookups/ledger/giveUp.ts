import type { Reason } from '@tinygenesy/contract';
import type { Database } from '../../db/database.ts';
import { readMode } from '../../jobs/mode.ts';
import { linesOf, newestOf } from './situation.ts';

/**
 * Writes a failed line, free of charge, for a provider that could not be asked: a 429 for too long, or an internal
 * fault. The lookup then continues without the provider.
 */
export async function giveUp(
  { database }: { database: Database },
  leadId: number,
  given: { provider: string; inputHash: string } & Reason,
  now: Date,
): Promise<void> {
  await database.transaction(async (sql) => {
    const lead = await sql.prisma.lead.findUnique({ where: { id: leadId } });
    if (lead === null) return;
    const key = {
      mode: await readMode(sql),
      leadId,
      provider: given.provider,
      inputHash: given.inputHash,
      scope: 'lookup' as const,
      round: lead.phoneRound,
    };
    const newest = newestOf(await linesOf(sql, key), key);
    const line = {
      state: 'failed',
      outcome: 'error',
      reasonCode: given.code,
      reasonText: given.text,
      retryable: false,
      endedAt: now,
    };
    if (newest?.state === 'sent' || newest?.state === 'reserved' || newest?.state === 'settled') return;
    if (newest?.state === 'released') {
      await sql.prisma.attempt.updateMany({ where: { id: newest.id, state: 'released' }, data: line });
      return;
    }
    const provider = await sql.prisma.provider.findUniqueOrThrow({ where: { id: given.provider } });
    await sql.prisma.attempt.create({
      data: {
        ...key,
        ...line,
        attempt: (newest?.attempt ?? 0) + 1,
        priceMicros: provider.priceMicros,
        chargeRule: provider.charge,
        costMicros: 0n,
        charge: 'none',
        fence: '',
        leaseUntil: now,
        queuedAt: now,
      },
    });
  });
}
