import { labelsInWords, type Mode } from '@tinygenesy/contract';
import { allColumns } from '../../db/columns.ts';
import type { Sql } from '../../db/database.ts';
import type {
  Attempt as AttemptRow,
  Lead as LeadRow,
  Provider as ProviderRow,
} from '../../db/generated/sqlite/client.ts';
import type { LookupSituation } from '../planning/plan.ts';
import type { CallScope, LedgerLine, LineState, Question, WaterfallProvider } from '../planning/types.ts';
import { hashInput } from '../../providers/hashInput.ts';
import type { LookupLead } from '../../leads/leadInput.ts';
import { leadValues } from '../../leads/leadWrite.ts';
import { lockLeads } from '../../leads/lockLeads.ts';
import type { BookedProvider, PhoneProvider } from '../../providers/provider.ts';
import type { ProviderBook } from '../../providers/providerBook.ts';
import { bestPhone } from './bestPhone.ts';
import { readLookupState } from './lookupState.ts';
import { lostAnswersOf } from './lostAnswers.ts';
import { isMended } from './providerFaults.ts';
import { providerStops, type StoppedOrNot, type StopSettings } from './providerStops.ts';

/** The input of a lookup's decision, with the rows behind it. */
export interface LoadedSituation extends LookupSituation {
  mode: Mode;
  row: LeadRow | null;
  attempts: AttemptRow[];
}

export interface LedgerSettings extends StopSettings {
  book: ProviderBook;
}

/**
 * Reads the input of a lookup's next decision.
 * @param lock holds the lead's row to the end of the transaction (Postgres; on SQLite a transaction is alone anyway)
 */
export async function loadSituation(
  sql: Sql,
  settings: LedgerSettings,
  leadId: number,
  lock: 'lock' | 'read' = 'read',
): Promise<LoadedSituation> {
  if (lock === 'lock') await lockLeads(sql, [leadId]);
  const { mode, lead: row, isSuppressed, requests: open } = await readLookupState(sql, { leadId });
  // An answer ends the requests of its mode. A deleted, do-not-contact or suppressed lead ends all.
  const requests = row === null || row.doNotContact || isSuppressed ? open : open.filter((request) => request.isOfMode);
  const enabled = await sql.prisma.$queryRaw<ProviderRow[]>`SELECT ${allColumns('Provider')} FROM "Provider"
    WHERE "enabled" ORDER BY "position"`;
  const lines = await sql.prisma.$queryRaw<AttemptRow[]>`SELECT ${allColumns('Attempt')} FROM "Attempt"
    WHERE "leadId" = ${leadId} ORDER BY "id"`;
  const stops = await providerStops(sql, settings, enabled, mode);
  const attempts = lines.filter((line) => line.mode === mode);
  const providers = await settings.book.of(sql, enabled);
  return {
    mode,
    row,
    attempts,
    lead: row && {
      hasPhone: hasPhone(row, mode),
      hasMobile: hasMobile(row, mode),
      doNotContact: row.doNotContact,
      isSuppressed,
      round: row.phoneRound,
    },
    requests,
    providers:
      row === null ? [] : stops.flatMap((stop) => waterfallProvider(stop, row, mode, providers, settings.clock.now())),
    ledger: plannedLines(attempts, (provider) => enabled.find(({ id }) => id === provider)?.freedAt ?? null),
  };
}

/** Tells whether a lead has a number that counts: in live mode a sandbox number does not. */
export function hasPhone(lead: Pick<LeadRow, 'phoneNumber' | 'phoneMode'>, mode: Mode): boolean {
  return lead.phoneNumber !== null && !(mode === 'live' && lead.phoneMode === 'sandbox');
}

/** Tells whether a lead has a mobile number that counts and may be called, chosen or further. */
export function hasMobile(row: LeadRow, mode: Mode): boolean {
  if (!hasPhone(row, mode)) return false;
  const { phones } = leadValues(row);
  return row.phoneType === 'mobile' || phones.some(({ type, doNotCall }) => type === 'mobile' && doNotCall !== true);
}

/**
 * Returns the question to one provider about a lead. Sample leads are invented: no real provider is asked about them. A
 * real provider without a key can't be asked about anybody, nor any provider without a setting.
 */
export function questionFor(
  provider: PhoneProvider & Partial<Pick<BookedProvider, 'missing'>>,
  lead: LookupLead & { tags: unknown },
  mode: Mode,
): Question {
  if (mode === 'live' && isSample(lead)) {
    const text = 'Sample leads are never sent to real providers';
    return { kind: 'missing', reason: { code: 'sample_lead', text } };
  }
  const { secrets = [], settings = [] } = provider.missing ?? {};
  if (mode === 'live' && secrets.length > 0) {
    return { kind: 'missing', reason: { code: 'no_secret', text: `No ${secrets.join(' and ')} entered` } };
  }
  if (settings.length > 0) {
    const text = `Needs ${labelsInWords(settings)}: enter ${settings.length === 1 ? 'it' : 'them'} under Providers, on the provider’s card`;
    return { kind: 'missing', reason: { code: 'no_setting', text } };
  }
  const input = provider.input(lead);
  return input.ok ? { kind: 'askable', inputHash: hashInput(input.input) } : { kind: 'missing', reason: input.reason };
}

const isSample = (lead: { tags: unknown }): boolean => Array.isArray(lead.tags) && lead.tags.includes('sample');

function waterfallProvider(
  { row, ...stop }: StoppedOrNot,
  lead: LeadRow,
  mode: Mode,
  providers: readonly BookedProvider[],
  now: Date,
): WaterfallProvider[] {
  const provider = providers.find(({ id }) => id === row.id);
  if (provider === undefined) return [];
  return [
    {
      id: row.id,
      name: row.name,
      priceMicros: Number(row.priceMicros),
      charge: row.charge === 'call' ? 'call' : 'found',
      timeoutMs: row.timeoutMs,
      ...stop,
      question: questionFor(provider, lead, mode),
      lostAnswers: lostAnswersOf(provider, now),
    },
  ];
}

/**
 * Maps ledger rows to the lines that planning reads, without failures that were mended since then.
 * @param freedAtOf when the last stop of a provider ended; null: never
 */
export const plannedLines = (rows: readonly AttemptRow[], freedAtOf: (provider: string) => Date | null): LedgerLine[] =>
  rows.filter((row) => !isMended(row, freedAtOf(row.provider))).map(ledgerLine);

function ledgerLine(row: AttemptRow): LedgerLine {
  return {
    provider: row.provider,
    inputHash: row.inputHash,
    scope: row.scope === 'test' ? 'test' : 'lookup',
    round: row.round,
    attempt: row.attempt,
    state: lineState(row.state),
    outcome: row.outcome === 'found' || row.outcome === 'not_found' || row.outcome === 'error' ? row.outcome : null,
    phoneType: bestPhone(row.phone, 'mobile')?.type ?? null,
    reason: row.reasonCode === null ? null : { code: row.reasonCode, text: row.reasonText ?? row.reasonCode },
    retryable: row.retryable,
    sentAtMs: row.sentAt?.getTime() ?? null,
    endedAtMs: row.endedAt?.getTime() ?? null,
  };
}

const lineStates: readonly LineState[] = ['reserved', 'sent', 'settled', 'failed', 'uncertain', 'released'];
function lineState(text: string): LineState {
  const state = lineStates.find((known) => known === text);
  if (state === undefined) throw new Error(`The ledger has a line in the unknown state ${text}`);
  return state;
}

/** Identifies a question: ledger lines that agree in these fields repeat the same question. */
export interface AskedQuestion {
  mode: Mode;
  leadId: number;
  provider: string;
  inputHash: string;
}

/** Lists all rows of one question, of any round and scope, oldest first. */
export async function linesOf(sql: Sql, { mode, leadId, provider, inputHash }: AskedQuestion): Promise<AttemptRow[]> {
  return sql.prisma.$queryRaw<AttemptRow[]>`SELECT ${allColumns('Attempt')} FROM "Attempt"
    WHERE "mode" = ${mode} AND "leadId" = ${leadId} AND "provider" = ${provider} AND "inputHash" = ${inputHash}
    ORDER BY "id"`;
}

/** Returns the last call of a scope and round. */
export const newestOf = (
  lines: readonly AttemptRow[],
  { scope, round }: { scope: CallScope; round: number },
): AttemptRow | undefined =>
  lines
    .filter((line) => line.scope === scope && line.round === round)
    .toSorted((a, b) => a.attempt - b.attempt)
    .at(-1);

export type { AttemptRow, LeadRow };
