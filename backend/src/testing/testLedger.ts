import { randomUUID } from 'node:crypto';
import type { Mode, PhoneStatus } from '@tinygenesy/contract';
import type { Database, Sql } from '../db/database.ts';
import type { Job as JobRow, Lead as LeadRow, Request as RequestRow } from '../db/generated/sqlite/client.ts';
import { type LookupStep, nextStep } from '../lookups/planning/plan.ts';
import {
  type Ask,
  ReservationRefused,
  type Refusal,
  reserve,
  send,
  settleAttempt,
} from '../lookups/ledger/attempts.ts';
import type { FinishDeps } from '../lookups/ledger/finishLookup.ts';
import { moveCount } from '../jobs/jobCounts.ts';
import { readMode, writeMode } from '../jobs/mode.ts';
import { type AttemptRow, loadSituation } from '../lookups/ledger/situation.ts';
import { parsePhone } from '../phones/phone.ts';
import type { ProviderAnswer } from '../providers/provider.ts';
import type { PermitBlocked } from '../utils/permit.ts';
import { phoneProviders } from '../providers/registry.ts';

export type Answer = Exclude<ProviderAnswer, { kind: 'rate_limited' }>;

type LeadFields = Partial<Omit<LeadRow, 'id' | 'tags' | 'custom' | 'phoneDetail' | 'emailReasons'>> & {
  tags?: string[];
};

/** A number as a provider's answer holds it. */
export function foundAnswer(text = '+34612345678'): Extract<Answer, { kind: 'found' }> {
  const phone = parsePhone(text);
  if (phone.kind !== 'phone') throw new Error(`${text} is no number`);
  return { kind: 'found', phone, httpStatus: 200 };
}
export const notFoundAnswer: Answer = { kind: 'not_found', reason: null, httpStatus: 200 };
export const failedAnswer = (over: Partial<Extract<Answer, { kind: 'error' }>> = {}): Answer => ({
  kind: 'error',
  reason: { code: 'server_error', text: 'Failed (500)' },
  httpStatus: 500,
  retryable: true,
  uncertain: false,
  fault: null,
  ...over,
});
export const refusedKey = failedAnswer({
  reason: { code: 'bad_key', text: 'Refused the key (401)' },
  httpStatus: 401,
  retryable: false,
  fault: 'bad_key',
});

export const price = { orion: 100_000n, astra: 20_000n, nimbus: 50_000n };
export const leaseMs = 10_000;

/** The ledger on a database of a test, without HTTP, engine or providers; its clock stands still until it is moved. */
export function testLedger(database: Database) {
  let nowMs = Date.parse('2026-05-03T10:00:00.000Z');
  let made = 0;
  const blocks: PermitBlocked[] = [];
  const now = (): Date => new Date(nowMs);
  const deps: FinishDeps = {
    database,
    blocks: async () => blocks,
    vendors: phoneProviders,
    speeds: async () => [],
  };
  const tx = <T>(work: (sql: Sql) => Promise<T>): Promise<T> => database.transaction(work);

  const inMode = async (mode: Mode): Promise<void> => void (await tx((sql) => writeMode(sql, mode)));

  /** As shipped. */
  async function addProviders(): Promise<void> {
    for (const { id, name, defaults } of phoneProviders) {
      const { priceMicros, ...rest } = defaults;
      await database.prisma.provider.create({
        data: { id, name, ...rest, priceMicros: BigInt(priceMicros), faultsInRow: 0 },
      });
    }
  }

  function addLead(fields: LeadFields = {}): Promise<LeadRow> {
    made += 1;
    const host = `company-${made}.example`;
    return database.prisma.lead.create({
      data: {
        version: 1,
        firstName: 'Ana',
        lastName: `Faro ${made}`,
        email: `ana-${randomUUID()}@${host}`,
        jobTitle: 'Engineer',
        companyWebsite: host,
        phoneStatus: 'queued',
        phoneRound: 1,
        emailCheck: 'idle',
        emailReasons: [],
        doNotContact: false,
        createdAt: now(),
        updatedAt: now(),
        sortName: '',
        sortEmail: '',
        sortCompany: '',
        searchText: '',
        tags: [],
        custom: {},
        ...fields,
      },
    });
  }

  function addPerson(leadId: number, over: { force?: boolean; round?: number } = {}): Promise<RequestRow> {
    return database.prisma.request.create({
      data: {
        kind: 'phone_lookup',
        leadId,
        jobId: null,
        state: 'running',
        force: over.force ?? false,
        round: over.round ?? 0,
        costMicros: 0n,
        createdAt: now(),
        startedAt: now(),
      },
    });
  }

  /** A running job with an item, under way, for each lead. */
  function addJob(
    leadIds: readonly number[],
    over: { maxCostMicros?: bigint; state?: string; itemState?: string; mode?: Mode } = {},
  ): Promise<JobRow> {
    return tx(async (sql) => {
      const job = await sql.prisma.job.create({
        data: {
          kind: 'phone_lookup',
          title: 'Find phones',
          mode: over.mode ?? (await readMode(sql)),
          state: over.state ?? 'running',
          total: leadIds.length,
          costMicros: 0n,
          reservedMicros: 0n,
          maxCostMicros: over.maxCostMicros ?? null,
          request: {},
          createdAt: now(),
          startedAt: now(),
        },
      });
      const state = over.itemState ?? 'running';
      for (const leadId of leadIds) {
        await sql.prisma.request.create({
          data: {
            kind: 'phone_lookup',
            leadId,
            jobId: job.id,
            state,
            force: false,
            round: 0,
            costMicros: 0n,
            createdAt: now(),
            startedAt: now(),
          },
        });
      }
      await moveCount(sql, job.id, null, state, leadIds.length);
      return job;
    });
  }

  const step = async (leadId: number): Promise<LookupStep> => nextStep(await loadSituation(database, deps, leadId));

  /** The call that the lookup would make next. */
  async function nextAsk(leadId: number): Promise<Ask> {
    const next = await step(leadId);
    if (next.kind !== 'ask') throw new Error(`Nobody is to be asked: ${JSON.stringify(next)}`);
    const { provider, inputHash, round, step: place, of } = next;
    return { mode: await readMode(database), leadId, provider, inputHash, round, step: place, of, queuedAt: now() };
  }

  const reserveLine = (ask: Ask, fence: string = randomUUID()): Promise<AttemptRow> =>
    tx((sql) => reserve(sql, ask, { fence, leaseUntil: new Date(nowMs + leaseMs) }, now()));

  /** Why a reservation was refused. */
  async function refusal(work: Promise<unknown>): Promise<Refusal> {
    try {
      await work;
    } catch (error) {
      if (error instanceof ReservationRefused) return error.refusal;
      throw error;
    }
    throw new Error('It was expected to be refused');
  }

  async function sendLine(ask: Ask, line: AttemptRow): Promise<boolean> {
    return (await tx((sql) => send(sql, line, ask, now()))) !== null;
  }

  /** Reserved and on the wire. */
  async function sent(leadId: number): Promise<AttemptRow> {
    const ask = await nextAsk(leadId);
    const line = await reserveLine(ask);
    if (!(await sendLine(ask, line))) throw new Error('The gate was shut');
    return line;
  }

  const settle = (line: AttemptRow, answer: Answer): Promise<AttemptRow | null> =>
    tx((sql) => settleAttempt(sql, line, answer, now()));

  return {
    deps,
    /** Who asked everybody to wait. */
    blocks,
    now,
    after: (ms: number): void => void (nowMs += ms),
    tx,
    /** Only the row: nothing else follows from it. */
    inMode,
    addProviders,
    addLead,
    addPerson,
    addJob,
    step,
    nextAsk,
    reserveLine,
    refusal,
    sendLine,
    sent,
    settle,
    /** The whole call that is next for a lead. */
    call: async (leadId: number, answer: Answer): Promise<AttemptRow | null> => settle(await sent(leadId), answer),
    line: (id: number): Promise<AttemptRow> => database.prisma.attempt.findUniqueOrThrow({ where: { id } }),
    job: (id: number): Promise<JobRow> => database.prisma.job.findUniqueOrThrow({ where: { id } }),
    lead: (id: number): Promise<LeadRow> => database.prisma.lead.findUniqueOrThrow({ where: { id } }),
    request: (id: number): Promise<RequestRow> => database.prisma.request.findUniqueOrThrow({ where: { id } }),
    showing: (leadId: number, phoneStatus: PhoneStatus) =>
      database.prisma.lead.update({ where: { id: leadId }, data: { phoneStatus } }),
    async item(jobId: number, leadId: number): Promise<RequestRow> {
      return database.prisma.request.findUniqueOrThrow({ where: { jobId_leadId: { jobId, leadId } } });
    },
    async events() {
      const rows = await database.prisma.event.findMany({ orderBy: { id: 'asc' } });
      return rows.map(({ topic, name, data }) => ({ topic, name, data: JSON.parse(data) as Record<string, unknown> }));
    },
    /** Everything that is stored, to be compared before and after. */
    async everything() {
      const { prisma } = database;
      return {
        leads: await prisma.lead.findMany({ orderBy: { id: 'asc' } }),
        changes: await prisma.leadChange.findMany({ orderBy: { id: 'asc' } }),
        jobs: await prisma.job.findMany({ orderBy: { id: 'asc' } }),
        counts: await prisma.jobCount.findMany({ orderBy: [{ jobId: 'asc' }, { state: 'asc' }] }),
        requests: await prisma.request.findMany({ orderBy: { id: 'asc' } }),
        lines: await prisma.attempt.findMany({ orderBy: { id: 'asc' } }),
        providers: await prisma.provider.findMany({ orderBy: { id: 'asc' } }),
        events: await prisma.event.count(),
      };
    },
    async empty(): Promise<void> {
      await inMode('sandbox');
      const { prisma } = database;
      await prisma.event.deleteMany();
      await prisma.attempt.deleteMany();
      await prisma.request.deleteMany();
      await prisma.jobCount.deleteMany();
      await prisma.job.deleteMany();
      await prisma.leadChange.deleteMany();
      await prisma.lead.deleteMany();
      await prisma.provider.deleteMany();
    },
  };
}
export type TestLedger = ReturnType<typeof testLedger>;
