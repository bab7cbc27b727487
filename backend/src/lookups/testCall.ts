import type { Attempt, Mode } from '@tinygenesy/contract';
import { appendEvents, type NewEvent } from '../db/eventLog.ts';
import { release, settleAttempt } from './ledger/attempts.ts';
import { noteFault } from './ledger/providerFaults.ts';
import { type LeadRow, type LedgerSettings, linesOf, newestOf, questionFor } from './ledger/situation.ts';
import type { Database, Sql } from '../db/database.ts';
import { AppError } from '../platform/errors.ts';
import { readMode, shareMode } from '../jobs/mode.ts';
import type { Clock } from '../platform/clock.ts';
import { callTimeout } from '../providers/callTimeout.ts';
import { callTimeoutMs, permitKey, permitSettings } from '../providers/permitSettings.ts';
import type { PhoneProvider } from '../providers/provider.ts';
import type { Permit } from '../utils/permit.ts';
import type { QueuedRateLimiter } from '../utils/QueuedRateLimiter.ts';
import { leadNotFound } from '../leads/leadWrite.ts';
import { presentAttempt } from './createLookups.ts';

export interface TestCallDeps extends LedgerSettings {
  database: Database;
  clock: Clock;
  limiter: QueuedRateLimiter;
  endpointOf(vendor: PhoneProvider, mode: Mode): { url: string; apiKey: string };
  /** The event that tells of a provider's change. */
  providerEvent(provider: string): Promise<NewEvent>;
}

const scope = 'test' as const;
const permitWaitMs = 10_000;
/** A permit that grew too old before the wire is given back; this often, then the machine is too busy. */
const maxTries = 5;

/**
 * One real call about one lead, on its own: priced, within the limits, in the ledger. It uses up no tries of a lookup,
 * and a later lookup takes its answer. The lead is not changed; a number that is found is offered with its attempts. An unusable provider may be tried this way.
 * @throws AppError not_found for the provider or the lead; conflict when it can't be asked about that lead
 */
export async function testCall(deps: TestCallDeps, providerId: string, leadId: number): Promise<Attempt> {
  const { database, clock, limiter } = deps;
  const mode = await readMode(database);
  const key = permitKey(mode, providerId);
  const vendor = deps.vendors.find(({ id }) => id === providerId);
  const provider = await database.prisma.provider.findUnique({ where: { id: providerId } });
  const lead = await database.prisma.lead.findUnique({ where: { id: leadId } });
  if (vendor === undefined || provider === null) throw new AppError('not_found', `There is no provider ${providerId}.`);
  if (lead === null) throw leadNotFound(leadId);
  const { input, inputHash } = askableInput(vendor, lead, mode);

  for (let attempt = 1; attempt <= maxTries; attempt += 1) {
    const taken = await limiter.acquire(key, {
      priority: 'person',
      waitMs: permitWaitMs,
      settings: async (sql) =>
        permitSettings(await sql.prisma.provider.findUniqueOrThrow({ where: { id: providerId } })),
      reserve: async (sql, permit: Permit) => {
        const now = clock.now();
        if ((await shareMode(sql)) !== mode) {
          throw new AppError('conflict', 'Other providers were switched on meanwhile; nothing was asked. Try again.');
        }
        const { phoneRound: round } = await lockedLead(sql, leadId);
        // As they are with this permit, not as they were before the wait for it.
        const { priceMicros, charge } = await sql.prisma.provider.findUniqueOrThrow({ where: { id: providerId } });
        const key = { mode, leadId, provider: providerId, inputHash, scope, round };
        const newest = newestOf(await linesOf(sql, key), key);
        return sql.prisma.attempt.create({
          data: {
            ...key,
            attempt: (newest?.attempt ?? 0) + 1,
            state: 'sent',
            priceMicros,
            chargeRule: charge,
            costMicros: 0n,
            charge: 'none',
            retryable: false,
            fence: permit.fence,
            leaseUntil: permit.leaseUntil,
            queuedAt: now,
            sentAt: now,
          },
        });
      },
    });
    if (taken.kind !== 'granted') {
      throw new AppError('unavailable', `${provider.name} has no place for a call now; nothing was asked. Try again.`, {
        retryAfterSeconds: 10,
      });
    }
    const { permit, reserved: line } = taken;
    const answer = await vendor.ask(input, {
      ...deps.endpointOf(vendor, mode),
      countryCode: lead.countryCode,
      signal: callTimeout(callTimeoutMs(permit.settings)),
      beforeSend: () => limiter.isFresh(permit),
    });
    if (answer.kind === 'aborted') {
      await database.transaction((sql) => release(sql, line, null));
      await limiter.giveBack(permit);
      continue;
    }
    if (answer.kind === 'rate_limited') {
      await database.transaction((sql) => release(sql, line, null));
      await limiter.block(key, new Date(clock.now().getTime() + answer.retryAfterMs));
      await limiter.release(permit);
      throw new AppError('unavailable', `${provider.name} asks to wait (too many requests). Try again later.`, {
        retryAfterSeconds: Math.ceil(answer.retryAfterMs / 1_000),
      });
    }
    const now = clock.now();
    const { settled, providerChanged } = await database.transaction(async (sql) => {
      const own = (await settleAttempt(sql, line, answer, now)) ?? line;
      return { settled: own, providerChanged: await noteFault(sql, providerId, answer, now) };
    });
    await limiter.release(permit);
    if (providerChanged) {
      const event = await deps.providerEvent(providerId);
      await database.transaction((sql) => appendEvents(sql, [event], now));
    }
    return presentAttempt(settled);
  }
  throw new AppError('unavailable', 'This machine is too busy to keep the limit; nothing was asked. Try again.', {
    retryAfterSeconds: 5,
  });
}

/** Two tests at once take turns, so that each gets a number of its own. */
async function lockedLead(sql: Sql, leadId: number): Promise<LeadRow> {
  if (sql.dialect === 'postgres') await sql.prisma.$queryRaw`SELECT 1 FROM "Lead" WHERE "id" = ${leadId} FOR UPDATE`;
  const lead = await sql.prisma.lead.findUnique({ where: { id: leadId } });
  if (lead === null) throw leadNotFound(leadId);
  return lead;
}

function askableInput(
  vendor: PhoneProvider,
  lead: LeadRow,
  mode: Mode,
): { input: Readonly<Record<string, string>>; inputHash: string } {
  if (lead.doNotContact) throw new AppError('conflict', 'This lead is marked do-not-contact, so it is not looked up.');
  const question = questionFor(vendor, lead, mode);
  const input = vendor.input(lead);
  if (question.kind === 'missing' || !input.ok) {
    const why = question.kind === 'missing' ? question.reason.text : `${vendor.name} can't be asked about this lead`;
    throw new AppError('conflict', `${why}.`);
  }
  return { input: input.input, inputHash: question.inputHash };
}
