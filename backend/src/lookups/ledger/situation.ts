import type { Mode, Reason } from '@tinygenesy/contract';
import type { Sql } from '../../db/database.ts';
import type {
  Attempt as AttemptRow,
  Lead as LeadRow,
  Provider as ProviderRow,
} from '../../db/generated/sqlite/client.ts';
import type { LookupSituation } from '../planning/plan.ts';
import type { CallScope, LedgerLine, LineState, OpenRequest, Question, WaterfallProvider } from '../planning/types.ts';
import { ofUnfinishedJobs, unfinishedJobs } from '../../jobs/unfinishedJobs.ts';
import { isOfMode } from '../../jobs/maySpend.ts';
import { readMode } from '../../jobs/mode.ts';
import { hashInput } from '../../providers/hashInput.ts';
import type { LookupLead } from '../../leads/leadInput.ts';
import type { PhoneProvider } from '../../providers/provider.ts';
import { longestWaitMs } from '../planning/longestWaitMs.ts';
import { permitKey } from '../../providers/permitSettings.ts';
import type { PermitBlocked } from '../../utils/permit.ts';

/** The input of a lookup's decision, with the rows behind it. */
export interface LoadedSituation extends LookupSituation {
  mode: Mode;
  row: LeadRow | null;
  attempts: AttemptRow[];
}

export interface LedgerSettings {
  providers: readonly PhoneProvider[];
  /** Blocked providers, by the key of their permits. */
  blocks(sql: Sql): Promise<readonly PermitBlocked[]>;
}

/** An open request. `isOfMode`: its job runs in the current mode; true for people's requests. */
export interface LedgerRequest extends OpenRequest {
  isOfMode: boolean;
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
  if (lock === 'lock' && sql.dialect === 'postgres') {
    await sql.prisma.$queryRaw`SELECT 1 FROM "Lead" WHERE "id" = ${leadId} FOR UPDATE`;
  }
  const mode = await readMode(sql);
  const row = await sql.prisma.lead.findUnique({ where: { id: leadId } });
  const open = await openRequests(sql, leadId, mode);
  // An answer ends the requests of its mode. A deleted or do-not-contact lead ends all.
  const requests = row === null || row.doNotContact ? open : open.filter((request) => request.isOfMode);
  const enabled = await sql.prisma.provider.findMany({ where: { enabled: true }, orderBy: { position: 'asc' } });
  const lines = await sql.prisma.attempt.findMany({ where: { leadId }, orderBy: { id: 'asc' } });
  const blocks = (await settings.blocks(sql)).filter(({ forMs }) => forMs > longestWaitMs);
  const attempts = lines.filter((line) => line.mode === mode);
  return {
    mode,
    row,
    attempts,
    lead: row && {
      hasPhone: hasPhone(row, mode),
      doNotContact: row.doNotContact,
      round: row.phoneRound,
    },
    requests,
    providers:
      row === null
        ? []
        : enabled.flatMap((provider) => waterfallProvider(provider, row, mode, settings.providers, blocks)),
    ledger: attempts.map(ledgerLine),
  };
}

/** Tells whether a lead has a number that counts: in live mode a sandbox number does not. */
export function hasPhone(lead: Pick<LeadRow, 'phoneNumber' | 'phoneMode'>, mode: Mode): boolean {
  return lead.phoneNumber !== null && !(mode === 'live' && lead.phoneMode === 'sandbox');
}

/**
 * Lists the open requests for a lead's number, oldest first. A request is active (`isActive`) unless its job is paused, on
 * hold, ending, or of another mode. A forced item takes part once its round is known.
 */
export async function openRequests(sql: Sql, leadId: number, mode: Mode): Promise<LedgerRequest[]> {
  const rows = await sql.prisma.request.findMany({
    where: { leadId, kind: 'phone_lookup', endedAt: null },
    orderBy: { id: 'asc' },
  });
  const jobIds = rows.flatMap(({ jobId }) => (jobId === null ? [] : [jobId]));
  const jobs = await unfinishedJobs(sql, jobIds);
  const ofMode = new Set(jobs.filter((job) => isOfMode(job, mode)).map(({ id }) => id));
  const active = new Set(jobs.filter(({ state }) => state === 'queued' || state === 'running').map(({ id }) => id));
  const taking = rows.filter(({ force, round }) => !force || round > 0);
  return ofUnfinishedJobs(taking, jobs).map((row) => ({
    id: row.id,
    jobId: row.jobId,
    isActive: row.jobId === null || (active.has(row.jobId) && ofMode.has(row.jobId)),
    isOfMode: row.jobId === null || ofMode.has(row.jobId),
    force: row.force,
    round: row.round,
    // Resuming a job restarts its items.
    sinceMs: (row.startedAt ?? row.createdAt).getTime(),
  }));
}

/** Returns the question to one provider about a lead. Sample leads are invented: no real provider is asked about them. */
export function questionFor(provider: PhoneProvider, lead: LookupLead & { tags: unknown }, mode: Mode): Question {
  if (mode === 'live' && isSample(lead)) {
    const text = 'Sample leads are never sent to real providers';
    return { kind: 'missing', reason: { code: 'sample_lead', text } };
  }
  const input = provider.input(lead);
  return input.ok ? { kind: 'askable', inputHash: hashInput(input.input) } : { kind: 'missing', reason: input.reason };
}

const isSample = (lead: { tags: unknown }): boolean => Array.isArray(lead.tags) && lead.tags.includes('sample');

function waterfallProvider(
  row: ProviderRow,
  lead: LeadRow,
  mode: Mode,
  providers: readonly PhoneProvider[],
  blocks: readonly PermitBlocked[],
): WaterfallProvider[] {
  const provider = providers.find(({ id }) => id === row.id);
  if (provider === undefined) return [];
  const block = blocks.find(({ key }) => key === permitKey(mode, row.id));
  return [
    {
      id: row.id,
      name: row.name,
      priceMicros: Number(row.priceMicros),
      charge: row.charge === 'call' ? 'call' : 'found',
      timeoutMs: row.timeoutMs,
      notUsable:
        row.unusableCode === null ? null : { code: row.unusableCode, text: row.unusableText ?? row.unusableCode },
      asksToWait: block === undefined ? null : waitReason(row.name, block.until),
      question: questionFor(provider, lead, mode),
    },
  ];
}

/** Gives the time in UTC, because the reader's time zone is unknown. */
function waitReason(name: string, until: Date): Reason {
  const [day, time] = until.toISOString().split('T');
  return { code: 'rate_limited', text: `${name} asks to wait until ${day} ${time?.slice(0, 5)} UTC` };
}

/** Maps a ledger row to the line that planning reads. */
export function ledgerLine(row: AttemptRow): LedgerLine {
  return {
    provider: row.provider,
    inputHash: row.inputHash,
    scope: row.scope === 'test' ? 'test' : 'lookup',
    round: row.round,
    attempt: row.attempt,
    state: lineState(row.state),
    outcome: row.outcome === 'found' || row.outcome === 'not_found' || row.outcome === 'error' ? row.outcome : null,
    reason: row.reasonCode === null ? null : { code: row.reasonCode, text: row.reasonText ?? row.reasonCode },
    retryable: row.retryable,
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
  return sql.prisma.attempt.findMany({ where: { mode, leadId, provider, inputHash }, orderBy: { id: 'asc' } });
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
