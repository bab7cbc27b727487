import { setTimeout as sleep } from 'node:timers/promises';
import {
  eventSchema,
  finalJobStates,
  type Job,
  type JobItems,
  jobItemsSchema,
  jobListSchema,
  type Lead,
  leadListSchema,
  leadSchema,
  phoneStatuses,
} from '@tinygenesy/contract';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { testDatabases } from '../db/testDatabase.ts';
import { sandboxTarget } from '../providers/registry.ts';
import { expectBooksToBalance } from '../testing/expectBooksToBalance.ts';
import { recount } from '../testing/recount.ts';
import { type Gate, startGate } from '../testing/startGate.ts';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';
import { openItemStates, readCounts } from './jobCounts.ts';

vi.setConfig({ testTimeout: 400_000, hookTimeout: 90_000 });

const leadCount = 24;
/** Without an event for so long, the last step has probably done all its work. */
const quietMs = 60;
/** Calls that end one after the other would leave no moment in which all views can be read; a dead process holds its calls as long. */
const timeoutMs = 20_000;
const anyStep = fc.record({
  what: fc.constantFrom(
    ...([
      'start',
      'start',
      'startPaused',
      'find',
      'answers',
      'answers',
      'answers',
      'pause',
      'resume',
      'cancel',
      'retry',
    ] as const),
    ...(['edit', 'delete', 'restore', 'tag'] as const),
  ),
  who: fc.nat({ max: leadCount - 1 }),
  count: fc.integer({ min: 1, max: 12 }),
  force: fc.boolean(),
});
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;
const stepOf = (what: Step['what'], fixed: Partial<Step> = {}) =>
  anyStep.map((step): Step => ({ ...step, ...fixed, what }));
const anyStart = stepOf('start', { count: 12, force: true });
const answers = stepOf('answers', { count: 12 });
/**
 * Three jobs, one of them paused before it reaches most of its leads, and some steps. Then answers arrive, the newest job
 * is cancelled and retried, and the process restarts and aborts calls in flight: what was answered must not be asked
 * again. Some more steps.
 */
const anySteps = fc.tuple(
  fc.tuple(
    ...([
      stepOf('startPaused', { count: 12, force: false }),
      anyStart,
      anyStart,
      anyStep,
      anyStep,
      anyStep,
      anyStep,
    ] as const),
    ...([answers, stepOf('cancel', { who: 0 }), stepOf('retry', { who: 0, force: false })] as const),
  ),
  fc.tuple(answers, answers, anyStep, anyStep, anyStep, anyStep, anyStep),
);

describe.each(testDatabases)('any steps in any order on $dialect', ({ dialect }) => {
  let app: TestApp;
  let gate: Gate;
  let leadIds: number[] = [];
  const undoTokens: string[] = [];
  const ended = new Map<number, Job>();
  const accepted = new Set<Step['what']>();
  let seen: Views | null = null;

  beforeAll(async () => {
    gate = await startGate();
    app = await startTestApp({
      dialect,
      providers: { orion: { timeoutMs }, astra: { timeoutMs }, nimbus: { timeoutMs } },
      sandbox: { orion: { hitRate: 0.3 }, astra: { hitRate: 0.3, failureRate: 0.1 }, nimbus: { hitRate: 0.3 } },
      endpointOf(provider, sandboxUrl) {
        gate.leadTo(sandboxUrl);
        return sandboxTarget(provider, gate.url);
      },
    });
  });
  afterAll(async () => {
    gate.open();
    await app.close();
    await gate.close();
  });

  test('lists, filters, exports, items, counts and events say the same after each', async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, async ([before, after]) => {
        leadIds = (await app.addLeads(leadCount)).map(({ id }) => id);
        gate.shut();
        for (const step of before) await takeStep(step);
        await app.restartAtOnce();
        await expectAgreement('restart');
        for (const step of after) await takeStep(step);
        await endJobs();
        await expectAgreement('end');
        // Not with the provider's own books: a stop may cut off a call that the provider answers at that moment.
        await expectBooksToBalance(app.database);
        await expectRoundsAsForced();
        expect([...accepted]).toEqual(expect.arrayContaining(['startPaused', 'start', 'cancel', 'retry']));
      }),
      { numRuns: 1, seed: 20_261_128, endOnFailure: true },
    );
  });

  async function takeStep(step: Step): Promise<void> {
    const answer = await happen(step);
    if (answer !== null && answer.status < 300) accepted.add(step.what);
    expect(answer?.status ?? 200, JSON.stringify({ step, answer })).toBeLessThan(500);
    await expectAgreement(step.what);
  }

  type Answer = { status: number; body: unknown };

  async function happen({ what, who, count, force }: Step): Promise<Answer | null> {
    const some = Array.from({ length: count }, (_, index) => leadIds[(who + index) % leadCount] ?? 0);
    const [first = 0] = some;
    gate.shut();
    const start = (more: object = {}) =>
      app.call('POST', '/phone-lookups', { leadIds: some, scope: force ? 'all' : 'missing', force, ...more });
    switch (what) {
      case 'start':
        return start();
      case 'startPaused': {
        // The pilot opens one lookup at most before the pause: the other leads are not reached.
        const answer = await start({ pilot: 1 });
        const { id } = answer.body as { id?: number };
        if (id !== undefined) await app.call('POST', `/jobs/${id}/pause`, {});
        return answer;
      }
      case 'find':
        return app.call('POST', `/leads/${first}/phone-lookup`, { force });
      case 'answers':
        await untilUnwantedCallsEnd();
        gate.pass(count);
        return null;
      case 'pause':
      case 'resume':
      case 'cancel':
      case 'retry': {
        if (what === 'retry') await untilCancelledJobsEnd();
        const jobs = (await readJobs()).filter(({ state }) => finalJobStates.includes(state) === (what === 'retry'));
        const job = jobs[who % Math.max(1, jobs.length)];
        const body = what === 'retry' ? { items: force ? 'failed' : 'cancelled' } : {};
        return job === undefined ? null : app.call('POST', `/jobs/${job.id}/${what}`, body);
      }
      case 'edit':
        return app.call(
          'PATCH',
          `/leads/${first}`,
          force ? { companyWebsite: `new-${who}.example` } : { jobTitle: 'Lead' },
        );
      case 'tag':
        return app.call('POST', '/leads/tags', { leadIds: some, add: [`tag-${who % 3}`] });
      case 'delete': {
        const answer = await app.call('DELETE', '/leads', { ids: some });
        const { undoToken } = answer.body as { undoToken?: string };
        if (undoToken !== undefined) undoTokens.push(undoToken);
        return answer;
      }
      case 'restore': {
        const undoToken = undoTokens.pop();
        return undoToken === undefined ? null : app.call('POST', '/leads/restore', { undoToken });
      }
    }
  }

  async function endJobs(): Promise<void> {
    for (const { id, state } of await readJobs()) {
      if (!finalJobStates.includes(state)) await app.call('POST', `/jobs/${id}/cancel`, {});
    }
    await untilUnwantedCallsEnd();
    gate.open();
    const unsettled = async () => ({
      jobs: (await readJobs()).filter(({ state }) => !finalJobStates.includes(state)),
      calls: await app.database.prisma.attempt.count({ where: { state: { in: ['reserved', 'sent'] } } }),
      requests: await app.database.prisma.request.count({ where: { state: 'running' } }),
      leads: idsOf((await readList('phoneStatus=queued,asking,on_hold')).leads),
    });
    const none = { jobs: [], calls: 0, requests: 0, leads: [] };
    await vi.waitFor(async () => expect(await unsettled()).toEqual(none), { timeout: 60_000, interval: 50 });
  }

  /** A cancelled job ends, and can be retried, once its last call is aborted. */
  async function untilCancelledJobsEnd(): Promise<void> {
    const cancelling = async () => (await readJobs()).filter(({ state }) => state === 'cancelling');
    await vi.waitFor(async () => expect(await cancelling()).toEqual([]), { timeout: 60_000, interval: 50 });
  }

  /** A round begins with a forced request, and with nothing else: in another round an answer is paid again. */
  async function expectRoundsAsForced(): Promise<void> {
    const { lead, request } = app.database.prisma;
    const forced = await request.findMany({ where: { force: true }, select: { leadId: true } });
    for (const { id, phoneRound } of await lead.findMany({ select: { id: true, phoneRound: true } })) {
      const most = 1 + forced.filter(({ leadId }) => leadId === id).length;
      expect(phoneRound, `rounds of lead ${id}`).toBeLessThanOrEqual(most);
    }
  }

  /** Waits until calls that nobody wants are aborted. An abort that crosses an answer leaves a line without it. */
  async function untilUnwantedCallsEnd(): Promise<void> {
    const { attempt, request } = app.database.prisma;
    const unwanted = async (): Promise<number[]> => {
      const called = await attempt.findMany({ where: { state: 'sent' }, select: { leadId: true } });
      const wanted = await request.findMany({ where: { state: 'running' }, select: { leadId: true } });
      return called.flatMap(({ leadId }) => (wanted.some((other) => other.leadId === leadId) ? [] : [leadId]));
    };
    await vi.waitFor(async () => expect(await unwanted()).toEqual([]), { timeout: 60_000, interval: 50 });
  }

  /** What the API says at one moment. */
  interface Views {
    lastEventId: number;
    leads: Lead[];
    alone: Lead[];
    total: number | undefined;
    filters: { statuses: string; filtered: number[]; exported: number[] }[];
    all: Job[];
    /** Those that had not ended at the last moment. */
    jobs: { job: Job; items: JobItems['items']; listed: number[]; exported: number[] }[];
    counted: { id: number; stored: Record<string, number>; recounted: Record<string, number> }[];
  }

  /** Reads again until no event came meanwhile: the answers then belong to one moment. Reading is slow, so it begins late. */
  async function readViews(): Promise<Views> {
    return vi.waitFor(
      async () => {
        const lastEventId = await readLastEventId();
        await sleep(quietMs);
        expect(await readLastEventId(), 'events come').toBe(lastEventId);
        const views = { lastEventId, ...(await readOnce()) };
        expect(await readLastEventId(), 'events came meanwhile').toBe(lastEventId);
        return views;
      },
      { timeout: 150_000, interval: 20 },
    );
  }

  async function readOnce(): Promise<Omit<Views, 'lastEventId'>> {
    const { leads, total } = await readList('count=true');
    const alone = await Promise.all(leads.map(async ({ id }) => leadSchema.parse(await get(`/leads/${id}`))));
    const filters = await Promise.all(
      statusFilters(leads).map(async (statuses) => ({
        statuses,
        filtered: idsOf((await readList(`phoneStatus=${statuses}`)).leads),
        exported: await readExport(`phoneStatus=${statuses}`),
      })),
    );
    const all = await readJobs();
    const jobs = await Promise.all(
      all
        .filter(({ id }) => !ended.has(id))
        .map(async (job) => ({
          job,
          items: jobItemsSchema.parse(await get(`/jobs/${job.id}/items?limit=200`)).items,
          listed: idsOf((await readList(`jobId=${job.id}`)).leads),
          exported: await readExport(`jobId=${job.id}`),
        })),
    );
    const counted = await app.database.transaction(async (sql) => {
      const rows = [];
      for (const { id } of all) {
        rows.push({ id, stored: await readCounts(sql, id), recounted: await recount(sql, id) });
      }
      return rows;
    });
    return { leads, alone, total, filters, all, jobs, counted };
  }

  async function expectAgreement(after: string): Promise<void> {
    const views = await readViews();
    const { leads, alone, total, filters, all, jobs, counted } = views;
    const listed = idsOf(leads);
    expect(total, `count after ${after}`).toBe(leads.length);
    expect(alone, `leads alone after ${after}`).toEqual(leads);
    for (const { statuses, filtered, exported } of filters) {
      const ids = idsOf(leads.filter(({ phoneStatus }) => statuses.split(',').includes(phoneStatus)));
      expect({ statuses, filtered, exported }, `after ${after}`).toEqual({ statuses, filtered: ids, exported: ids });
    }
    for (const { id, stored, recounted } of counted) {
      expect({ id, counts: stored }, `recount after ${after}`).toEqual({ id, counts: recounted });
    }
    for (const { job, items, listed: ofJob, exported: exportedOfJob } of jobs) {
      const members = items.flatMap(({ leadId }) => leadId ?? []).filter((id) => listed.includes(id));
      expect(ofJob, `list of job ${job.id} after ${after}`).toEqual(members.toSorted((a, b) => b - a));
      expect(exportedOfJob, `export of job ${job.id} after ${after}`).toEqual(ofJob);
      expect(withoutZeros(job.counts), `items of job ${job.id} after ${after}`).toEqual(countBy(items));
      expect(items.length).toBe(job.total);
      const isEnding = job.state === 'cancelling' || finalJobStates.includes(job.state);
      const open = items.filter(({ state }) => openItemStates.some((one) => one === state));
      expect(isEnding ? open : [], `open items of job ${job.id} after ${after}`).toEqual([]);
    }
    for (const job of all) {
      if (!finalJobStates.includes(job.state)) continue;
      const { id, state, counts } = ended.get(job.id) ?? job;
      expect({ id, state: job.state, counts: job.counts }, `ended job after ${after}`).toEqual({ id, state, counts });
      ended.set(id, job);
    }
    if (seen !== null) await expectEventsToTell(seen, views, after);
    seen = views;
  }

  /** A page that had the earlier list and received the events since then shows what the list says now. */
  async function expectEventsToTell(before: Views, now: Views, after: string): Promise<void> {
    const rows = await app.database.prisma.event.findMany({
      where: { id: { gt: before.lastEventId, lte: now.lastEventId } },
      orderBy: { id: 'asc' },
    });
    const shown = new Map(before.leads.map((lead) => [lead.id, lead]));
    const readAgain = new Set<number>();
    for (const { id, topic, name, data, at } of rows) {
      const event = eventSchema.parse({ type: 'event', id, topic, name, data: JSON.parse(data), at: at.toISOString() });
      if (event.name === 'lead.created' || event.name === 'lead.changed') shown.set(event.data.id, event.data);
      if (event.name === 'lead.deleted') shown.delete(event.data.id);
      if (event.name !== 'leads.changed') continue;
      const { jobId } = event.data;
      const ofJob = now.jobs.find(({ job }) => job.id === jobId)?.items.map(({ leadId }) => leadId);
      for (const member of ofJob ?? [...shown.keys(), ...idsOf(now.leads)]) readAgain.add(member ?? 0);
    }
    const known = (leads: Iterable<Lead>): Lead[] =>
      [...leads].filter(({ id }) => !readAgain.has(id)).toSorted((a, b) => b.id - a.id);
    expect(known(shown.values()).map(asShown), `events after ${after}`).toEqual(known(now.leads).map(asShown));
  }

  async function get(path: string): Promise<unknown> {
    const { status, body } = await app.call('GET', path);
    expect(status, path).toBe(200);
    return body;
  }
  const readJobs = async (): Promise<Job[]> => jobListSchema.parse(await get('/jobs?limit=200')).jobs;
  const readList = async (query: string) => leadListSchema.parse(await get(`/leads?limit=200&${query}`));
  const readLastEventId = async (): Promise<number> =>
    (await app.database.prisma.event.findFirst({ orderBy: { id: 'desc' } }))?.id ?? 0;
  async function readExport(query: string): Promise<number[]> {
    const response = await fetch(`${app.url}/leads/export.csv?mode=raw&${query}`);
    const rows: { id: string }[] = parse(await response.text(), { bom: true, columns: true });
    return rows.map(({ id }) => Number(id));
  }
});

const idsOf = (leads: readonly Lead[]): number[] => leads.map(({ id }) => id);
/** Each state that a lead has, and the others together. */
function statusFilters(leads: readonly Lead[]): string[] {
  const present = phoneStatuses.filter((status) => leads.some(({ phoneStatus }) => phoneStatus === status));
  const absent = phoneStatuses.filter((status) => !present.includes(status));
  return [...present, absent.join(',')];
}
const asShown = ({ id, phoneStatus, phoneDetail, phoneNumber, jobTitle, companyWebsite, tags }: Lead) => ({
  ...{ id, phoneStatus, phoneDetail, phoneNumber, jobTitle, companyWebsite, tags },
});
const withoutZeros = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));

function countBy(items: JobItems['items']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of items) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
