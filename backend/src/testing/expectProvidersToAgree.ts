import { expect } from 'vitest';
import type { Database } from '../db/database.ts';
import type { LoggedCall } from '../providers/sandbox/callBook.ts';

type Line = Awaited<ReturnType<Database['prisma']['attempt']['findMany']>>[number];

/**
 * Checks that the ledger and the sandbox agree about every lookup input. Each charge must have a charged or uncertain
 * line, and each charged line a charge. Each answer must have its own line, so that repeated calls are detected. Purged
 * lines have no input any more, so their provider is compared as a whole.
 * @param everyCall returns all calls to the sandbox since the database was empty
 */
export async function expectProvidersToAgree(database: Database, everyCall: () => LoggedCall[]): Promise<void> {
  // Calls continue while the ledger is read. It must explain all calls before, and no more than all calls after.
  const before = everyCall().map((call) => ({ ...call }));
  const lines = await database.prisma.attempt.findMany();
  const after = everyCall();
  const purged = new Set(lines.filter(isPurged).map(({ provider }) => provider));
  const questionOf = ({ provider, inputHash }: Pick<Line | LoggedCall, 'provider' | 'inputHash'>): string =>
    purged.has(provider) ? provider : `${provider} ${inputHash}`;

  const [billed, billedByNow] = [before, after].map((calls) => countBy(calls.filter(isBilled), questionOf));
  const answered = countBy(before.filter(isAnswer), questionOf);
  const charged = countBy(lines.filter(isCharged), questionOf);
  const settled = countBy(lines.filter(isSettled), questionOf);
  const unknown = countBy(lines.filter(isUnknown), questionOf);
  const of = (counts: Map<string, number> | undefined, question: string): number => counts?.get(question) ?? 0;
  const wrong = [...new Set([...before, ...lines].map(questionOf))].flatMap((question) => {
    const ledger = {
      charged: of(charged, question),
      settled: of(settled, question),
      unknown: of(unknown, question),
    };
    const provider = {
      billed: of(billed, question),
      billedByNow: of(billedByNow, question),
      answered: of(answered, question),
    };
    const agrees =
      provider.billed <= ledger.charged + ledger.unknown &&
      provider.billedByNow >= ledger.charged &&
      provider.answered <= ledger.settled + ledger.unknown;
    return agrees ? [] : [{ question, provider, ledger }];
  });
  expect(wrong, 'questions of which the ledger and the provider tell different things').toEqual([]);
}

const isBilled = ({ charged }: LoggedCall): boolean => charged;
const isAnswer = ({ outcome }: LoggedCall): boolean => outcome !== null;
const isPurged = ({ inputHash }: Line): boolean => inputHash.startsWith('purged:');
const isCharged = ({ charge }: Line): boolean => charge === 'charged';
const isSettled = ({ state }: Line): boolean => state === 'settled';
/** Returns whether a line has no answer: lost, or still in flight. */
const isUnknown = ({ state }: Line): boolean => state === 'uncertain' || state === 'sent';

function countBy<T>(members: readonly T[], keyOf: (member: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const member of members) counts.set(keyOf(member), (counts.get(keyOf(member)) ?? 0) + 1);
  return counts;
}
