import type { BalanceAnswer, PhoneProvider } from '../../providers/provider.ts';
import type { Provider as ProviderRow } from '../../db/generated/sqlite/client.ts';
import { freedProvider } from '../../providers/freedProvider.ts';
import { readMode } from '../../jobs/mode.ts';
import { AppError } from '../../platform/errors.ts';
import { callTimeout } from '../../providers/callTimeout.ts';
import { callTimeoutMs, permitKey, permitSettings } from '../../providers/permitSettings.ts';
import type { Permit } from '../../utils/permit.ts';
import { announceProvider } from '../asking/announceProvider.ts';
import type { CallDeps } from '../asking/askDeps.ts';

const permitWaitMs = 5_000;
/** Permits that grew too old before the request was sent, until the machine counts as too busy. */
const maxTries = 5;
const firstPauseMs = 30_000;
const longestPauseMs = 5 * 60_000;

/**
 * Asks providers that are out of credits for the credits left, and calls a provider again once one call can be paid. Only
 * live providers that are on, whose definition says where to ask, and with pauses from half a minute to five. Run it in one
 * process at a time.
 */
export async function checkBalances(deps: CallDeps, signal: AbortSignal): Promise<void> {
  if ((await readMode(deps.database)) !== 'live') return;
  const stopped = await deps.database.prisma.provider.findMany({
    where: { enabled: true, unusableCode: 'out_of_credits', definitionVersion: { not: null } },
  });
  const due = stopped.filter((row) => isDue(row, deps.clock.now()));
  await Promise.all(due.map((row) => checkBalance(deps, row, signal)));
}

function isDue({ balanceAt, balanceTries }: ProviderRow, now: Date): boolean {
  const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, Math.min(balanceTries, 10) - 1));
  return balanceAt === null || now.getTime() - balanceAt.getTime() >= pauseMs;
}

async function checkBalance(deps: CallDeps, row: ProviderRow, signal: AbortSignal): Promise<void> {
  const provider = await deps.book.find(deps.database, row.id);
  if (provider?.askBalance == null) return;
  let answer: BalanceAnswer | null = { kind: 'unsent' };
  for (let tries = 0; isUnanswered(answer) && tries < maxTries; tries += 1) {
    answer = await askWithPermit(deps, row, provider, provider.askBalance, signal);
  }
  // Without a permit in time, the next run asks.
  if (answer === null || isUnanswered(answer) || signal.aborted) return;
  const credits = answer.kind === 'credits' ? answer.credits : null;
  const { count } = await deps.database.prisma.provider.updateMany({
    where: { id: row.id, unusableCode: 'out_of_credits', unusableAt: row.unusableAt },
    data: {
      balance: credits,
      balanceText: answer.kind === 'unknown' ? answer.text : null,
      balanceAt: deps.clock.now(),
      balanceTries: { increment: 1 },
      ...(credits !== null && paysForACall(credits, provider) ? freedProvider(deps.clock.now()) : {}),
    },
  });
  if (count > 0) await announceProvider(deps, row.id);
}

/** Tells whether another permit, or another access token, may bring an answer. */
const isUnanswered = (
  answer: BalanceAnswer | null,
): answer is Extract<BalanceAnswer, { kind: 'unsent' | 'token_refused' }> =>
  answer?.kind === 'unsent' || answer?.kind === 'token_refused';

const paysForACall = (credits: number, { reserveCredits }: PhoneProvider): boolean =>
  credits > 0 && credits >= (reserveCredits ?? 0);

/** Asks within the provider's limits; null without a permit in time. */
async function askWithPermit(
  { limiter, clock, endpointOf }: CallDeps,
  row: ProviderRow,
  provider: PhoneProvider,
  ask: NonNullable<PhoneProvider['askBalance']>,
  signal: AbortSignal,
): Promise<BalanceAnswer | null> {
  let permit: Permit | null = null;
  try {
    // Before the permit: secrets that can't be opened must not use one up.
    const endpoint = await endpointOf(provider, 'live');
    const taken = await limiter.acquire(permitKey('live', row.id), {
      priority: 'bulk',
      waitMs: permitWaitMs,
      signal,
      settings: async (sql) => permitSettings(await sql.prisma.provider.findUniqueOrThrow({ where: { id: row.id } })),
      reserve: async () => undefined,
    });
    if (taken.kind !== 'granted') return null;
    const granted = taken.permit;
    permit = granted;
    const answer = await ask({
      ...endpoint,
      signal: AbortSignal.any([callTimeout(callTimeoutMs(granted.settings)), signal]),
      beforeSend: () => limiter.isFresh(granted),
    });
    if (answer.kind === 'rate_limited') {
      await limiter.block(granted.key, new Date(clock.now().getTime() + answer.retryAfterMs));
    }
    if (answer.kind === 'unsent') {
      permit = null;
      await limiter.giveBack(granted);
    }
    return answer;
  } catch (error) {
    if (signal.aborted) return null;
    if (error instanceof AppError) return { kind: 'unknown', text: error.message };
    throw error;
  } finally {
    if (permit !== null) await limiter.release(permit);
  }
}
