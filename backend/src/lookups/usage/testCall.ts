import type { Attempt, Mode, ProviderTest, ProviderTested } from '@tinygenesy/contract';
import type { Sql } from '../../db/database.ts';
import { readMode, shareMode } from '../../jobs/mode.ts';
import { suppressedAmong } from '../../leads/suppression/listedValues.ts';
import { leadNotFound } from '../../leads/leadWrite.ts';
import { AppError } from '../../platform/errors.ts';
import { callTimeout } from '../../providers/callTimeout.ts';
import { callTimeoutMs, permitKey, permitSettings } from '../../providers/permitSettings.ts';
import type { Endpoint, LedgerAnswer, PhoneProvider } from '../../providers/provider.ts';
import { windowWords } from '../../providers/windowWords.ts';
import type { Permit } from '../../utils/permit.ts';
import { announceProvider } from '../asking/announceProvider.ts';
import type { CallDeps } from '../asking/askDeps.ts';
import { release } from '../ledger/attempts.ts';
import { settleAttempt } from '../ledger/settleAttempt.ts';
import { lockLead } from '../ledger/lockLead.ts';
import { dayOf, reserveOnDay } from '../../providers/dayBudget.ts';
import { budgetWords } from '../ledger/providerStops.ts';
import { noteTested } from '../ledger/untested.ts';
import { noteFault } from '../ledger/providerFaults.ts';
import {
  type AskedQuestion,
  type AttemptRow,
  type LeadRow,
  linesOf,
  newestOf,
  questionFor,
} from '../ledger/situation.ts';
import { presentAttempt } from '../presentAttempt.ts';

const scope = 'test' as const;
const permitWaitMs = 10_000;
/** Permits that grew too old before the request was sent, until the machine counts as too busy. */
const maxTries = 5;

/**
 * Makes one real call about one lead: priced, within the limits, in the ledger. It counts as no attempt of a lookup, but a
 * later lookup uses its answer. The lead stays unchanged; a found number is offered with its attempts. A provider that is
 * not usable may be tested.
 * @throws AppError not_found for the provider or the lead; conflict when the provider can't be asked about that lead
 */
export async function testCall(
  deps: CallDeps,
  providerId: string,
  { leadId, with: withKey }: ProviderTest,
): Promise<ProviderTested> {
  const { database, limiter } = deps;
  const mode = await readMode(database);
  const provider = await deps.book.find(database, providerId);
  const settings = await database.prisma.provider.findUnique({ where: { id: providerId } });
  const lead = await database.prisma.lead.findUnique({ where: { id: leadId } });
  if (provider === undefined || settings === null)
    throw new AppError('not_found', `There is no provider ${providerId}.`);
  if (lead === null) throw leadNotFound(leadId);
  const { input, inputHash } = askableInput(provider, lead, mode);
  // Before the ledger: secrets that can't be opened must not leave a line of a call that was never made.
  const endpoint = await deps.endpointOf(provider, mode);
  const question: AskedQuestion = { mode, leadId, provider: providerId, inputHash };

  for (let attempt = 1; attempt <= maxTries; attempt += 1) {
    const { permit, line } = await takeTestPermit(deps, question, settings.name);
    let response: ProviderTested['response'] = null;
    const answer = await provider.ask(input, {
      ...(withKey === 'bad_key' ? withBadKey(endpoint) : endpoint),
      onResponse: ({ status, body }) => (response = { status, body: withoutSecrets(body, endpoint) }),
      countryCode: lead.countryCode,
      signal: callTimeout(callTimeoutMs(permit.settings)),
      beforeSend: () => limiter.isFresh(permit),
    });
    if (answer.kind === 'rate_limited') throw await blocked(deps, line, permit, settings.name, answer.retryAfterMs);
    if (answer.kind !== 'aborted' && answer.kind !== 'token_refused')
      return { attempt: await settleTest(deps, { line, permit, answer, isFault: withKey === undefined }), response };
    await database.transaction((sql) => release(sql, line, null));
    // A request with a refused access token was sent: its permit is used.
    await (answer.kind === 'token_refused' ? limiter.release(permit) : limiter.giveBack(permit));
  }
  throw new AppError('unavailable', 'This machine is too busy to keep the rate limit. No call was made. Try again.', {
    retryAfterSeconds: 5,
  });
}

const badKey = 'wrong-key-of-a-test-run';

/** Replaces the secrets, to see how the provider answers to a key that is wrong. */
function withBadKey({ secrets, ...endpoint }: Endpoint): Endpoint {
  const names = Object.keys(secrets ?? {});
  return {
    ...endpoint,
    apiKey: badKey,
    ...(secrets && { secrets: Object.fromEntries(names.map((name) => [name, badKey])) }),
  };
}

/** Masks secrets that an answer repeats, and cuts a long one. */
function withoutSecrets(body: string, { apiKey, secrets = {} }: Endpoint): string {
  const values = [apiKey, ...Object.values(secrets)].filter((value) => value.length >= 4);
  const masked = values.reduce((text, value) => text.replaceAll(value, '***'), body);
  return masked.length > shownBodyLength ? `${masked.slice(0, shownBodyLength)}…` : masked;
}

const shownBodyLength = 20_000;

/** Takes a permit and writes the ledger line as sent, in one transaction. */
async function takeTestPermit(
  { limiter, clock }: CallDeps,
  question: AskedQuestion,
  name: string,
): Promise<{ permit: Permit; line: AttemptRow }> {
  const where = { id: question.provider };
  const taken = await limiter.acquire(permitKey(question.mode, question.provider), {
    priority: 'person',
    waitMs: permitWaitMs,
    settings: async (sql) => permitSettings(await sql.prisma.provider.findUniqueOrThrow({ where })),
    reserve: (sql, permit: Permit) => writeSent(sql, question, permit, clock.now()),
  });
  if (taken.kind === 'granted') return { permit: taken.permit, line: taken.reserved };
  if (taken.kind === 'not_before' && taken.usedUp !== null) {
    const retryAfterSeconds = Math.max(1, Math.ceil((taken.at.getTime() - clock.now().getTime()) / 1_000));
    const text = `${name}: ${windowWords(taken.usedUp)} are used up. No call was made. Try again later.`;
    throw new AppError('unavailable', text, { retryAfterSeconds });
  }
  throw new AppError('unavailable', `${name} has reached its limits. No call was made. Try again.`, {
    retryAfterSeconds: 10,
  });
}

async function writeSent(sql: Sql, question: AskedQuestion, permit: Permit, now: Date): Promise<AttemptRow> {
  if ((await shareMode(sql)) !== question.mode) {
    throw new AppError('conflict', 'The provider mode was switched meanwhile. No call was made. Try again.');
  }
  // The lock gives two tests at once different attempt numbers.
  const { phoneRound: round } = await lockLead(sql, question.leadId);
  if ((await suppressedAmong(sql, [question.leadId])).size > 0) {
    throw new AppError('conflict', 'This lead is on the suppression list. No provider was asked.');
  }
  // The price of this moment: it may have changed during the wait for the permit.
  const row = await sql.prisma.provider.findUniqueOrThrow({ where: { id: question.provider } });
  const { priceMicros, budgetMicros, charge, definitionVersion } = row;
  const day = dayOf(now);
  if ((await reserveOnDay(sql, { ...question, day }, priceMicros, budgetMicros)) !== 'reserved') {
    throw new AppError('conflict', `${budgetWords(row, now)}. No call was made. A higher budget applies at once.`);
  }
  const newest = newestOf(await linesOf(sql, question), { scope, round });
  return sql.prisma.attempt.create({
    data: {
      ...question,
      scope,
      round,
      attempt: (newest?.attempt ?? 0) + 1,
      state: 'sent',
      priceMicros,
      day,
      chargeRule: charge,
      definitionVersion,
      costMicros: 0n,
      charge: 'none',
      retryable: false,
      fence: permit.fence,
      leaseUntil: permit.leaseUntil,
      queuedAt: now,
      sentAt: now,
    },
  });
}

/** Blocks the provider for as long as its 429 said; returns the error for the person. */
async function blocked(
  { database, clock, limiter }: CallDeps,
  line: AttemptRow,
  permit: Permit,
  name: string,
  retryAfterMs: number,
): Promise<AppError> {
  await database.transaction((sql) => release(sql, line, null));
  await limiter.block(permit.key, new Date(clock.now().getTime() + retryAfterMs));
  await limiter.release(permit);
  return new AppError(
    'unavailable',
    `${name} asks to wait (too many requests). Nothing was charged. Try again later.`,
    {
      retryAfterSeconds: Math.ceil(retryAfterMs / 1_000),
    },
  );
}

async function settleTest(
  deps: CallDeps,
  {
    line,
    permit,
    answer,
    isFault,
  }: {
    line: AttemptRow;
    permit: Permit;
    answer: LedgerAnswer;
    /** Whether a refused key counts against the provider: a wrong key that was sent on purpose does not. */
    isFault: boolean;
  },
): Promise<Attempt> {
  const now = deps.clock.now();
  const { settled, providerChanged } = await deps.database.transaction(async (sql) => {
    const own = (await settleAttempt(sql, line, answer, now)) ?? line;
    if (!isFault) return { settled: own, providerChanged: false };
    const isTested = await noteTested(sql, own, now);
    return { settled: own, providerChanged: (await noteFault(sql, own, answer, now)) || isTested };
  });
  await deps.limiter.release(permit);
  if (providerChanged) await announceProvider(deps, line.provider);
  return presentAttempt(settled);
}

function askableInput(
  provider: PhoneProvider,
  lead: LeadRow,
  mode: Mode,
): { input: Readonly<Record<string, string>>; inputHash: string } {
  if (lead.doNotContact) throw new AppError('conflict', 'This lead is marked do-not-contact. No provider was asked.');
  const question = questionFor(provider, lead, mode);
  const input = provider.input(lead);
  if (question.kind === 'missing' || !input.ok) {
    const why = question.kind === 'missing' ? question.reason.text : `${provider.name} can’t be asked about this lead`;
    throw new AppError('conflict', `${why}.`);
  }
  return { input: input.input, inputHash: question.inputHash };
}
