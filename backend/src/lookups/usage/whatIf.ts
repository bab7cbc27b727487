import { setImmediate as pause } from 'node:timers/promises';
import { type Mode, type WhatIf, whatIfLinesPerLead } from '@tinygenesy/contract';
import { type Database, Prisma } from '../../db/database.ts';
import type { Provider as ProviderRow } from '../../db/generated/sqlite/client.ts';
import { idsFromJson } from '../../db/idsFromJson.ts';
import { readMode } from '../../jobs/mode.ts';
import { AppError } from '../../platform/errors.ts';
import type { PhoneProvider } from '../../providers/provider.ts';
import type { ProviderBook } from '../../providers/providerBook.ts';
import { questionFor } from '../ledger/situation.ts';
import { measureProviders } from '../ledger/speeds.ts';
import { type PastAnswer, playOrder, type WhatIfProvider } from '../planning/whatIf.ts';

/** The leads with the latest answers that are played again. More would say the same, and take longer. */
const mostLeads = 2_000;
/** The last calls of each provider among which these leads are found. */
const lastCalls = 4_000;
const leadsPerRead = 200;

export interface WhatIfDeps {
  database: Database;
  book: ProviderBook;
}

/**
 * Plays the latest leads through another order of providers, with the answers of the ledger, beside the current order.
 * Test runs count as answers. Failed calls tell nothing and cost nothing here.
 * @param order ids of providers; those left out are not called
 * @throws AppError invalid for an unknown or repeated provider
 */
export async function readWhatIf({ database, book }: WhatIfDeps, order: readonly string[]): Promise<WhatIf> {
  const mode = await readMode(database);
  const rows = await database.prisma.provider.findMany({ orderBy: [{ position: 'asc' }, { id: 'asc' }] });
  const providers = await book.of(database, rows);
  const known = rows.filter(({ id }) => providers.some((provider) => provider.id === id));
  checkOrder(
    order,
    known.map(({ id }) => id),
  );

  const leadIds = await latestLeads(database, mode, known);
  const { answers, cutLeads } = await pastAnswers(database, mode, leadIds);
  await markNotAskable(database, { mode, providers, answers });
  const measured = await measureProviders(database, known);
  const inOrder = (ids: readonly string[]): WhatIfProvider[] =>
    ids.flatMap((id) => {
      const one = measured.find((provider) => provider.id === id);
      const reserveCredits = providers.find((provider) => provider.id === id)?.reserveCredits ?? null;
      return one === undefined ? [] : [{ ...one, isPriceByAnswer: reserveCredits !== null }];
    });
  const figures = (ids: readonly string[]): WhatIf['today'] => ({
    order: [...ids],
    ...playOrder(inOrder(ids), [...answers.values()]),
  });
  return {
    mode,
    leads: leadIds.length,
    cutLeads,
    today: figures(known.filter(({ enabled }) => enabled).map(({ id }) => id)),
    whatIf: figures(order),
  };
}

function checkOrder(order: readonly string[], known: readonly string[]): void {
  const problems = order.flatMap((id, index) => {
    if (!known.includes(id)) return [`There is no provider "${id}".`];
    return order.indexOf(id) === index ? [] : [`Provider "${id}" occurs twice.`];
  });
  if (problems.length > 0) {
    const errors = problems.map((message) => ({ pointer: 'order', message }));
    throw new AppError('invalid', problems.join(' '), { errors });
  }
}

/** Lists the leads with the latest answered calls in a mode, newest first. */
async function latestLeads(database: Database, mode: Mode, providers: readonly ProviderRow[]): Promise<number[]> {
  const latest = new Map<number, number>();
  for (const { id } of providers) {
    const rows = await database.scan<{ leadId: number; sentAt: Date | number | bigint }>(
      // The inner limit bounds the walk also where few calls were answered.
      Prisma.sql`SELECT "leadId", "sentAt" FROM (SELECT "leadId", "sentAt", "state" FROM "Attempt"
          WHERE "provider" = ${id} AND "mode" = ${mode} AND "sentAt" IS NOT NULL
          ORDER BY "sentAt" DESC LIMIT ${lastCalls}) AS "last" WHERE "state" = 'settled'`,
    );
    for (const { leadId, sentAt } of rows) latest.set(leadId, Math.max(latest.get(leadId) ?? 0, Number(sentAt)));
  }
  return [...latest]
    .sort(([a, atA], [b, atB]) => atB - atA || b - a)
    .slice(0, mostLeads)
    .map(([leadId]) => leadId);
}

interface AnswerRow {
  leadId: number;
  provider: string;
  mode: string;
  state: string;
  outcome: string | null;
  costMicros: number | bigint;
  isCall: boolean | number | bigint;
  isCut: boolean | number | bigint;
}

/** Reads the newest answer of each provider about each lead, from the lead's latest lines. */
async function pastAnswers(
  database: Database,
  mode: Mode,
  leadIds: readonly number[],
): Promise<{ answers: Map<number, Map<string, PastAnswer>>; cutLeads: number }> {
  const cut = new Set<number>();
  const answers = new Map(leadIds.map((leadId) => [leadId, new Map<string, PastAnswer>()]));
  for (let at = 0; at < leadIds.length; at += leadsPerRead) {
    const ids = idsFromJson(database.dialect, leadIds.slice(at, at + leadsPerRead));
    const rows = await database.scan<AnswerRow>(
      Prisma.sql`WITH "given" AS MATERIALIZED (${ids}), "latest" AS MATERIALIZED (
          SELECT "given"."id" AS "id", (SELECT "Attempt"."id" FROM "Attempt" WHERE "leadId" = "given"."id"
            ORDER BY "Attempt"."id" DESC LIMIT 1 OFFSET ${whatIfLinesPerLead}) AS "cutAt" FROM "given")
        SELECT "leadId", "provider", "mode", "state", "outcome", "costMicros", "knownAt" IS NULL AS "isCall",
          "cutAt" IS NOT NULL AS "isCut"
        FROM "latest" JOIN "Attempt" ON "leadId" = "latest"."id" AND "Attempt"."id" > COALESCE("cutAt", 0)
        ORDER BY "Attempt"."id"`,
    );
    for (const { leadId, provider, outcome, costMicros, isCall, isCut, ...row } of rows) {
      if (isCut) cut.add(leadId);
      if (row.mode !== mode || row.state !== 'settled') continue;
      const kind = outcome === 'found' ? 'found' : 'not_found';
      answers.get(leadId)?.set(provider, { kind, costMicros: Number(costMicros), isCall: Boolean(isCall) });
    }
  }
  return { answers, cutLeads: cut.size };
}

/** Marks the providers without an answer that can't be asked about a lead. A deleted lead tells nothing. */
async function markNotAskable(
  { prisma }: Database,
  {
    mode,
    providers,
    answers,
  }: { mode: Mode; providers: readonly PhoneProvider[]; answers: ReadonlyMap<number, Map<string, PastAnswer>> },
): Promise<void> {
  const leadIds = [...answers.keys()];
  for (let at = 0; at < leadIds.length; at += leadsPerRead) {
    const leads = await prisma.lead.findMany({ where: { id: { in: leadIds.slice(at, at + leadsPerRead) } } });
    for (const lead of leads) {
      const known = answers.get(lead.id);
      for (const provider of providers) {
        if (known?.has(provider.id) === false && questionFor(provider, lead, mode).kind === 'missing')
          known.set(provider.id, { kind: 'not_askable' });
      }
    }
    await pause();
  }
}
