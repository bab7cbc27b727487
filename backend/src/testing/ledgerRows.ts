import { randomUUID } from 'node:crypto';
import type { Mode, PhoneStatus } from '@tinygenesy/contract';
import type { Database } from '../db/database.ts';
import type { ShownRow } from '../leads/leadColumns.ts';
import type { Job as JobRow, Lead as LeadRow, Request as RequestRow } from '../db/generated/sqlite/client.ts';
import { moveCount, readCounts, shownCounts, shownItemState } from '../jobs/jobCounts.ts';
import { withJobStates } from '../leads/jobStates.ts';
import { readMode } from '../jobs/mode.ts';
import type { AttemptRow } from '../lookups/ledger/situation.ts';
import { phoneProviders } from '../providers/registry.ts';

type LeadFields = Partial<Omit<LeadRow, 'id' | 'phones' | 'tags' | 'custom' | 'phoneDetail' | 'emailReasons'>> & {
  tags?: string[];
};

/** Adds rows of leads, requests and jobs as the product would have left them. */
export function ledgerRowWriters(database: Database, now: () => Date) {
  let leadsMade = 0;
  return {
    /** As shipped. */
    addProviders: () => addProviders(database),
    addLead(fields: LeadFields = {}): Promise<LeadRow> {
      leadsMade += 1;
      return addLead(database, now(), leadsMade, fields);
    },
    /** A person's request under way. */
    addPerson: (leadId: number, { force = false, round = 0 } = {}): Promise<RequestRow> =>
      database.prisma.request.create({ data: { ...runningRequest(leadId, now()), jobId: null, force, round } }),
    /** A running job with an item, under way, for each lead. */
    addJob: (leadIds: readonly number[], over: JobFields = {}): Promise<JobRow> =>
      addJob(database, now(), leadIds, over),
  };
}

/** Reads rows by id, and everything that is stored. */
export function ledgerRowReaders(database: Database) {
  return {
    line: (id: number): Promise<AttemptRow> => database.prisma.attempt.findUniqueOrThrow({ where: { id } }),
    job: (id: number): Promise<JobRow> => database.prisma.job.findUniqueOrThrow({ where: { id } }),
    /** As it reads, with what unfinished jobs lend it. */
    async lead(id: number): Promise<ShownRow> {
      const [lead] = await withJobStates(database, await database.prisma.lead.findMany({ where: { id } }));
      if (lead === undefined) throw new Error(`There is no lead ${id}.`);
      return lead;
    },
    /** A job's items by state, as they read. */
    async counts(jobId: number): Promise<Record<string, number>> {
      const { state } = await database.prisma.job.findUniqueOrThrow({ where: { id: jobId } });
      return shownCounts(state, await readCounts(database, jobId));
    },
    request: (id: number): Promise<RequestRow> => database.prisma.request.findUniqueOrThrow({ where: { id } }),
    showing: (leadId: number, phoneStatus: PhoneStatus) =>
      database.prisma.lead.update({ where: { id: leadId }, data: { phoneStatus } }),
    /** As it reads, by its job's state. */
    async item(jobId: number, leadId: number): Promise<RequestRow> {
      const { state } = await database.prisma.job.findUniqueOrThrow({ where: { id: jobId } });
      const row = await database.prisma.request.findUniqueOrThrow({ where: { jobId_leadId: { jobId, leadId } } });
      return { ...row, state: shownItemState(state, row.state) };
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
  };
}

async function addProviders(database: Database): Promise<void> {
  for (const { id, name, defaults } of phoneProviders) {
    const { priceMicros, ...rest } = defaults;
    await database.prisma.provider.create({
      data: { id, name, ...rest, priceMicros: BigInt(priceMicros), faultsInRow: 0 },
    });
  }
}

function addLead(database: Database, now: Date, number: number, fields: LeadFields): Promise<LeadRow> {
  const host = `company-${number}.example`;
  return database.prisma.lead.create({
    data: {
      version: 1,
      firstName: 'Ana',
      lastName: `Faro ${number}`,
      email: `ana-${randomUUID()}@${host}`,
      jobTitle: 'Engineer',
      companyWebsite: host,
      phoneStatus: 'queued',
      phoneRound: 1,
      emailCheck: 'idle',
      emailReasons: [],
      doNotContact: false,
      createdAt: now,
      updatedAt: now,
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

const runningRequest = (leadId: number, now: Date) => ({
  kind: 'phone_lookup',
  leadId,
  state: 'running',
  force: false,
  round: 0,
  costMicros: 0n,
  createdAt: now,
  startedAt: now,
});

type JobFields = { maxCostMicros?: bigint; state?: string; itemState?: string; mode?: Mode };

function addJob(database: Database, now: Date, leadIds: readonly number[], over: JobFields): Promise<JobRow> {
  return database.transaction(async (sql) => {
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
        countsProviders: true,
        request: {},
        createdAt: now,
        startedAt: now,
      },
    });
    const state = over.itemState ?? 'running';
    for (const leadId of leadIds) {
      await sql.prisma.request.create({ data: { ...runningRequest(leadId, now), jobId: job.id, state } });
    }
    await moveCount(sql, job.id, null, state, leadIds.length);
    return job;
  });
}
