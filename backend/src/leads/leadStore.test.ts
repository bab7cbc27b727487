import {
  type Lead,
  type LeadCreate,
  leadCreateSchema,
  leadListQuerySchema,
  leadSorts,
  leadPlaceQuerySchema,
  leadPositionsQuerySchema,
} from '@tinygenesy/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Prisma } from '../db/database.ts';
import { type TestDatabase, testDatabases } from '../db/testDatabase.ts';
import { AppError } from '../platform/errors.ts';
import { deleteLead, deleteLeadSet, restoreLeads, undoableMs } from './deletion/leadDelete.ts';
import type { LeadDeps } from './leadDeps.ts';
import { readLeadHistory } from './history/leadHistory.ts';
import { listLeads, readPlace, readPositions } from './list/leadList.ts';
import type { ListLimits } from './list/leadSource.ts';
import { changeTags } from './tags/leadTags.ts';
import { createLead, updateLead } from './leadWrite.ts';
import { loadSamples } from './samples/loadSamples.ts';
import { presentLeads } from './presentLead.ts';
import { purgeDeleted } from './deletion/purgeDeleted.ts';

const going = new AbortController().signal;

describe.each(testDatabases)('leads on $dialect', ({ open }) => {
  let database: TestDatabase;
  let now: Date;
  let gone: number[];
  let deps: LeadDeps;

  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    for (const table of [
      'Lead',
      'LeadChange',
      'DeletedLead',
      'Suppression',
      'Event',
      'Request',
      'Attempt',
      'ImportRow',
    ]) {
      await database.prisma.$executeRaw(Prisma.sql`DELETE FROM ${Prisma.raw(`"${table}"`)}`);
    }
    now = new Date('2026-05-03T10:00:00.000Z');
    gone = [];
    deps = {
      database,
      clock: { now: () => now },
      onLeadsGone: async (ids) => void gone.push(...ids),
    };
  });

  const create = (fields: Partial<LeadCreate>): Promise<Lead> => createLead(deps, leadCreateSchema.parse(fields));
  const read = async (id: number): Promise<Lead | undefined> =>
    (await presentLeads(database, await database.prisma.lead.findMany({ where: { id } })))[0];
  const list = (query: Record<string, unknown>, limits?: ListLimits) =>
    listLeads(database, leadListQuerySchema.parse(query), limits);
  const events = async () =>
    (await database.prisma.event.findMany({ orderBy: { id: 'asc' } })).map(({ name, data }) => ({
      name,
      data: JSON.parse(data) as unknown,
    }));
  const fault = async (work: Promise<unknown>): Promise<AppError> => {
    try {
      await work;
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
    throw new Error('It was expected to fail');
  };

  describe('creating', () => {
    test('stores the fields and their history, and writes an event', async () => {
      const lead = await create({
        firstName: ' Ana ',
        lastName: 'Pérez',
        email: 'ANA@Acme.es',
        companyWebsite: 'https://www.acme.es/team?x=1',
        countryCode: 'es',
        phoneNumber: '612 345 678',
        yearsInRole: 5,
        tags: ['vip', 'vip'],
        custom: { source: 'fair', empty: null },
      });
      expect(lead).toMatchObject({
        version: 1,
        firstName: 'Ana',
        email: 'ana@acme.es',
        companyWebsite: 'acme.es',
        countryCode: 'ES',
        phoneNumber: '+34612345678',
        phoneCountry: 'ES',
        phoneType: 'mobile',
        phoneProvider: 'manual',
        phoneMode: null,
        phoneStatus: 'found',
        yearsInRole: 5,
        tags: ['vip'],
        custom: { source: 'fair' },
        createdAt: now.toISOString(),
      });
      expect(await read(lead.id)).toEqual(lead);
      expect(await events()).toEqual([{ name: 'lead.created', data: lead }]);
      const { changes } = await readLeadHistory(database, lead.id, { limit: 50 });
      expect(changes).toContainEqual({
        field: 'yearsInRole',
        old: null,
        new: 5,
        source: 'person',
        at: now.toISOString(),
      });
      expect(changes).toContainEqual(expect.objectContaining({ field: 'tags', old: [], new: ['vip'] }));
    });

    test('names the other lead with the same email, and stores nothing', async () => {
      const other = await create({ email: 'a@b.example' });
      const error = await fault(create({ email: 'A@B.example' }));
      expect(error).toMatchObject({ code: 'conflict', details: { extra: { leadId: other.id } } });
      expect(await database.prisma.lead.count()).toBe(1);
      expect(await database.prisma.event.count()).toBe(1);
    });

    test('reports all problems at once', async () => {
      const error = await fault(
        create({ firstName: 'Ana', phoneNumber: 'call me', companyWebsite: 'not a site', countryCode: 'ZZ' }),
      );
      expect(error.code).toBe('invalid');
      expect(error.details.errors?.map(({ pointer }) => pointer).sort()).toEqual([
        '',
        '/companyWebsite',
        '/countryCode',
        '/phoneNumber',
      ]);
    });
  });

  describe('editing', () => {
    test('raises the version, stores old and new values, and writes an event with the lead', async () => {
      const lead = await create({ email: 'a@b.example', jobTitle: 'CTO' });
      now = new Date('2026-05-04T10:00:00.000Z');
      const edited = await updateLead(deps, lead.id, { jobTitle: 'CEO', yearsInRole: 2.5 }, lead.version);
      expect(edited).toEqual({
        ...lead,
        version: 2,
        jobTitle: 'CEO',
        yearsInRole: 2.5,
        updatedAt: now.toISOString(),
      });
      expect((await events()).at(-1)).toEqual({ name: 'lead.changed', data: edited });
      const { changes } = await readLeadHistory(database, lead.id, { limit: 2 });
      expect(changes).toEqual(
        expect.arrayContaining([
          { field: 'jobTitle', old: 'CTO', new: 'CEO', source: 'person', at: now.toISOString() },
          { field: 'yearsInRole', old: null, new: 2.5, source: 'person', at: now.toISOString() },
        ]),
      );
    });

    test('with an old version changes nothing and shows the current lead', async () => {
      const lead = await create({ email: 'a@b.example' });
      const current = await updateLead(deps, lead.id, { jobTitle: 'CTO' }, 1);
      const error = await fault(updateLead(deps, lead.id, { jobTitle: 'CEO' }, 1));
      expect(error).toMatchObject({ code: 'version_mismatch', details: { extra: { lead: current } } });
      expect(await read(lead.id)).toEqual(current);
    });

    test('with equal values changes nothing', async () => {
      const lead = await create({ email: 'a@b.example', phoneNumber: '+34 612 345 678' });
      expect(await updateLead(deps, lead.id, { email: 'a@b.example', phoneNumber: '+34612345678' }, null)).toEqual(
        lead,
      );
      expect(await events()).toHaveLength(1);
    });

    test('two at once: one is saved, the other gets a conflict', async () => {
      const lead = await create({ email: 'a@b.example' });
      const results = await Promise.allSettled(
        ['CTO', 'CEO'].map((jobTitle) => updateLead(deps, lead.id, { jobTitle }, 1)),
      );
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect((await read(lead.id))?.version).toBe(2);
    });

    test('of the email clears the old verdict', async () => {
      const lead = await create({ email: 'a@b.example' });
      await database.prisma.lead.update({
        where: { id: lead.id },
        data: {
          emailVerified: true,
          emailVerdict: 'valid',
          emailReasons: [{ code: 'ok', text: 'ok' }],
          emailCheckedAt: now,
        },
      });
      expect(await updateLead(deps, lead.id, { email: 'c@b.example' }, null)).toMatchObject({
        emailVerified: null,
        emailVerdict: null,
        emailReasons: [],
        emailCheckedAt: null,
      });
    });

    test.each(['no_data', 'incomplete', 'error', 'skipped'] as const)(
      'of an input of the lookup makes %s none again',
      async (phoneStatus) => {
        const lead = await create({ email: 'a@b.example' });
        const detail = { provider: 'orion', step: null, of: null, waitingUntil: null, reason: null, failed: [] };
        await database.prisma.lead.update({ where: { id: lead.id }, data: { phoneStatus, phoneDetail: detail } });
        expect(await updateLead(deps, lead.id, { companyName: 'Acme' }, null)).toMatchObject({ phoneStatus });
        expect(await updateLead(deps, lead.id, { jobTitle: 'CTO' }, null)).toMatchObject({
          phoneStatus: 'none',
          phoneDetail: null,
        });
      },
    );

    test('removes a phone number without ending a running lookup', async () => {
      const lead = await create({ email: 'a@b.example', phoneNumber: '+34612345678' });
      expect(await updateLead(deps, lead.id, { phoneNumber: null }, null)).toMatchObject({
        phoneNumber: null,
        phoneProvider: null,
        phoneStatus: 'none',
      });
      await updateLead(deps, lead.id, { phoneNumber: '+34612345678' }, null);
      await database.prisma.lead.update({ where: { id: lead.id }, data: { phoneStatus: 'asking' } });
      expect(await updateLead(deps, lead.id, { phoneNumber: null }, null)).toMatchObject({
        phoneNumber: null,
        phoneStatus: 'asking',
      });
    });

    test('of an unknown lead is not found', async () => {
      expect(await fault(updateLead(deps, 12_345, { jobTitle: 'CTO' }, null))).toMatchObject({ code: 'not_found' });
    });
  });

  describe('do-not-contact', () => {
    test('ends lookups, outlives the lead and applies to a new one with the address', async () => {
      const lead = await create({ email: 'a@b.example' });
      expect(await updateLead(deps, lead.id, { doNotContact: true }, null)).toMatchObject({ doNotContact: true });
      expect(gone).toEqual([lead.id]);
      await deleteLead(deps, lead.id);
      expect(JSON.stringify(await database.prisma.suppression.findMany())).not.toContain('a@b.example');
      const again = await create({ email: 'A@b.example' });
      expect(again.doNotContact).toBe(true);
      expect(await updateLead(deps, again.id, { doNotContact: false }, null)).toMatchObject({ doNotContact: false });
      await deleteLead(deps, again.id);
      expect(await create({ email: 'a@b.example' })).toMatchObject({ doNotContact: false });
    });

    test('is set by a suppressed email', async () => {
      await create({ email: 'a@b.example', doNotContact: true });
      await deleteLeadSet(deps, { filter: {} });
      const other = await create({ email: 'c@b.example' });
      expect(await updateLead(deps, other.id, { email: 'a@b.example' }, null)).toMatchObject({ doNotContact: true });
      const { changes } = await readLeadHistory(database, other.id, { limit: 50 });
      expect(changes).toContainEqual(expect.objectContaining({ field: 'doNotContact', old: false, new: true }));
    });
  });

  describe('deleting', () => {
    test('can be undone with all fields and the same id', async () => {
      const lead = await create({
        email: 'a@b.example',
        firstName: 'Ána "Q"',
        yearsInRole: 2.5,
        tags: ['a', 'b'],
        custom: { x: 'y' },
        phoneNumber: '+34612345678',
      });
      const deleted = await deleteLeadSet(deps, { leadIds: [lead.id, 999] });
      expect(deleted).toMatchObject({ deleted: 1 });
      expect(gone).toEqual([lead.id]);
      expect((await list({ q: 'ana' })).leads).toEqual([]);
      now = new Date(now.getTime() + 60_000);
      expect(await restoreLeads(deps, deleted?.undoToken ?? '')).toEqual({ restored: 1, conflicts: 0 });
      expect(await read(lead.id)).toEqual({ ...lead, version: 2, updatedAt: now.toISOString() });
      expect((await list({ q: 'ana' })).leads).toHaveLength(1);
      expect(await fault(restoreLeads(deps, deleted?.undoToken ?? ''))).toMatchObject({ code: 'not_found' });
      expect((await events()).map(({ name }) => name)).toEqual(['lead.created', 'leads.changed', 'leads.changed']);
    });

    test('is undone at once also while other statements keep the scans busy', async () => {
      const lead = await create({ email: 'a@b.example' });
      const undoToken = (await deleteLeadSet(deps, { leadIds: [lead.id] }))?.undoToken ?? '';
      const scan = (): Promise<never> => new Promise(() => undefined);
      const restored = await restoreLeads({ ...deps, database: { ...database, scan } }, undoToken);
      expect(restored).toEqual({ restored: 1, conflicts: 0 });
    });

    test('two clicks on the same undo restore once, and name no conflicts', async () => {
      const lead = await create({ email: 'a@b.example' });
      const undoToken = (await deleteLeadSet(deps, { leadIds: [lead.id] }))?.undoToken ?? '';
      const clicks = await Promise.allSettled([restoreLeads(deps, undoToken), restoreLeads(deps, undoToken)]);
      expect(clicks.toSorted((a, b) => a.status.localeCompare(b.status))).toMatchObject([
        { status: 'fulfilled', value: { restored: 1, conflicts: 0 } },
        { status: 'rejected', reason: { code: 'not_found' } },
      ]);
    });

    test('a lead whose email another lead has now is a conflict', async () => {
      const [first, second] = [await create({ email: 'a@b.example' }), await create({ email: 'c@b.example' })];
      const deleted = await deleteLeadSet(deps, { leadIds: [first.id, second.id] });
      const newcomer = await create({ email: 'a@b.example' });
      const token = deleted?.undoToken ?? '';
      expect(await restoreLeads(deps, token)).toEqual({ restored: 1, conflicts: 1 });
      await deleteLead(deps, newcomer.id);
      expect(await restoreLeads(deps, token)).toEqual({ restored: 1, conflicts: 0 });
    });

    test('a lead whose LinkedIn profile another lead has now is a conflict', async () => {
      const linkedinUrl = 'https://www.linkedin.com/in/ana-9z';
      const page = 'https://www.linkedin.com/company/acme';
      const [first, second] = [
        await create({ email: 'a@b.example', linkedinUrl }),
        await create({ linkedinUrl: page }),
      ];
      await create({ linkedinUrl: page });
      const token = (await deleteLeadSet(deps, { leadIds: [first.id, second.id] }))?.undoToken ?? '';
      const newcomer = await create({ email: 'other@b.example', linkedinUrl });
      expect(await restoreLeads(deps, token)).toEqual({ restored: 1, conflicts: 1 });
      expect(await database.prisma.lead.count({ where: { linkedinUrl } })).toBe(1);
      await deleteLead(deps, newcomer.id);
      expect(await restoreLeads(deps, token)).toEqual({ restored: 1, conflicts: 0 });
      expect(await read(first.id)).toMatchObject({ linkedinUrl });
    });

    test('one profile, created by two at once, is one lead', async () => {
      const linkedinUrl = 'https://www.linkedin.com/in/ana-9z';
      const tried = await Promise.allSettled(
        ['a@b.example', 'c@b.example', 'd@b.example'].map((email) => create({ email, linkedinUrl })),
      );
      expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await database.prisma.lead.count({ where: { linkedinUrl } })).toBe(1);
    });

    test('does not restore a lookup that has ended meanwhile', async () => {
      const lead = await create({ email: 'a@b.example' });
      await database.prisma.lead.update({ where: { id: lead.id }, data: { phoneStatus: 'asking' } });
      const deleted = await deleteLeadSet(deps, { filter: {} });
      await restoreLeads(deps, deleted?.undoToken ?? '');
      expect(await read(lead.id)).toMatchObject({ phoneStatus: 'none', phoneDetail: null });
    });

    test('of more than 1,000 leads is left to a job', async () => {
      const row = await create({ email: 'a@b.example' });
      const { id: _, ...data } = await database.prisma.lead.findUniqueOrThrow({ where: { id: row.id } });
      await database.prisma.lead.createMany({
        data: Array.from({ length: 1_000 }, () => ({
          ...data,
          phoneDetail: Prisma.DbNull,
          email: null,
          emailReasons: [],
          phones: [],
          tags: [],
          custom: {},
        })),
      });
      expect(await deleteLeadSet(deps, { filter: {} })).toBeNull();
      expect(await database.prisma.lead.count()).toBe(1_001);
      expect(await deleteLeadSet(deps, { filter: {}, exceptIds: [row.id] })).toMatchObject({ deleted: 1_000 });
      expect(await database.prisma.lead.count()).toBe(1);
    });

    test('is final after a day: no personal data is left, and the ledger keeps its line', async () => {
      const [lead, kept] = [await create({ email: 'gone@b.example' }), await create({ email: 'kept@b.example' })];
      await database.prisma.attempt.create({
        data: {
          mode: 'sandbox',
          leadId: lead.id,
          provider: 'orion',
          inputHash: 'x',
          scope: 'lookup',
          round: 1,
          attempt: 1,
          state: 'settled',
          outcome: 'found',
          phoneNumber: '+34612345678',
          phone: { e164: '+34612345678' },
          priceMicros: 1,
          chargeRule: 'found',
          costMicros: 1,
          charge: 'charged',
          fence: 'f',
          retryable: false,
          leaseUntil: now,
          queuedAt: now,
        },
      });
      const deleted = await deleteLeadSet(deps, { leadIds: [lead.id] });
      expect(await purgeDeleted(database, new Date(now.getTime() + undoableMs - 1), going)).toBe(0);
      now = new Date(now.getTime() + undoableMs);
      expect(await fault(restoreLeads(deps, deleted?.undoToken ?? ''))).toMatchObject({ code: 'not_found' });
      expect(await purgeDeleted(database, now, going)).toBe(1);
      const everything = JSON.stringify(
        [
          await database.prisma.deletedLead.findMany(),
          await database.prisma.leadChange.findMany(),
          await database.prisma.event.findMany(),
          await database.prisma.attempt.findMany(),
        ],
        (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value),
      );
      expect(everything).not.toContain('gone@b.example');
      expect(everything).not.toContain('612345678');
      expect(everything).toContain(kept.email);
      expect(await database.prisma.attempt.findFirst()).toMatchObject({ leadId: lead.id, costMicros: 1n });
    });
  });

  test('tags are added and removed at once, with their history', async () => {
    const [a, b, c] = [
      await create({ email: 'a@b.example', tags: ['old', 'é'] }),
      await create({ email: 'b@b.example', tags: ['é', 'new'] }),
      await create({ email: 'c@b.example' }),
    ];
    const changed = await changeTags(
      deps,
      { filter: {}, exceptIds: [c.id] },
      { add: ['new', 'é'], remove: ['old', 'é'] },
    );
    expect(changed).toBe(1);
    expect(await read(a.id)).toMatchObject({ tags: ['é', 'new'], version: 2 });
    expect(await read(b.id)).toEqual(b);
    expect(await read(c.id)).toEqual(c);
    expect((await readLeadHistory(database, a.id, { limit: 1 })).changes).toEqual([
      { field: 'tags', old: ['old', 'é'], new: ['é', 'new'], source: 'person', at: now.toISOString() },
    ]);
    expect(await changeTags(deps, { filter: { tag: ['é'] } }, { add: [], remove: ['é', 'new'] })).toBe(2);
    expect(await read(a.id)).toMatchObject({ tags: [] });
    expect(await changeTags(deps, { leadIds: [a.id] }, { add: ['x'], remove: [] })).toBe(1);
    expect(await changeTags(deps, { leadIds: [a.id] }, { add: ['x'], remove: ['y'] })).toBe(0);
  });

  test('samples are added once', async () => {
    expect(await loadSamples(deps)).toEqual({ created: 200, skipped: 0 });
    expect(await loadSamples(deps)).toEqual({ created: 0, skipped: 200 });
    const { leads } = await list({ limit: 200 });
    expect(leads).toHaveLength(200);
    expect(leads.every(({ tags }) => tags.includes('sample'))).toBe(true);
    const one = leads.find(({ yearsInRole }) => yearsInRole === 3);
    expect((await readLeadHistory(database, one?.id ?? 0, { limit: 50 })).changes).toContainEqual(
      expect.objectContaining({ field: 'yearsInRole', new: 3, source: 'sample' }),
    );
  });

  describe('listing', () => {
    async function walk(query: Record<string, unknown>, limits?: ListLimits): Promise<number[]> {
      const ids: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await list({ ...query, ...(cursor ? { cursor } : {}) }, limits);
        ids.push(...page.leads.map(({ id }) => id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      return ids;
    }
    const tight: ListLimits = { walkedRows: 23, countedRows: 10, sortedRows: 5, readHits: 8 };

    beforeEach(async () => {
      await loadSamples(deps);
      // Several leads with the same sort values, at another time.
      now = new Date('2026-05-03T11:00:00.000Z');
      for (let index = 0; index < 5; index += 1)
        await create({ firstName: 'Ana', lastName: 'Same', companyName: 'Same' });
    });

    test.each(leadSorts.flatMap((sort) => [sort, `-${sort}`]))(
      'sorted by %s every lead is listed once, for any pages and bounds',
      async (sort) => {
        const all = (await list({ sort, limit: 200 })).leads.map(({ id }) => id);
        const rest = (await walk({ sort, limit: 100 })).slice(200);
        expect(new Set([...all, ...rest]).size).toBe(205);
        for (const filter of [
          {},
          { country: 'ES,DE' },
          { q: 'ana' },
          { q: 'an' },
          { q: 'a' },
          { q: 'example', tag: 'sample' },
        ]) {
          const whole = await walk({ sort, limit: 200, ...filter });
          expect(new Set(whole).size).toBe(whole.length);
          expect(whole.length).toBeGreaterThan(3);
          expect([...all, ...rest].filter((id) => whole.includes(id))).toEqual(whole);
          expect(await walk({ sort, limit: 9, ...filter }, tight)).toEqual(whole);
        }
      },
    );

    test('of a job uses its items', async () => {
      const some = (await list({ limit: 40 })).leads.map(({ id }) => id);
      await database.prisma.request.createMany({
        data: some.map((leadId) => ({
          kind: 'phone_lookup',
          leadId,
          jobId: 3,
          state: 'waiting',
          force: false,
          round: 0,
          costMicros: 0,
          createdAt: now,
        })),
      });
      expect(await walk({ jobId: 3, limit: 7 }, tight)).toEqual(some);
      const byName = await walk({ jobId: 3, sort: 'lastName', limit: 7 });
      expect(byName).toEqual(await walk({ jobId: 3, sort: 'lastName', limit: 7 }, tight));
      expect([...byName].sort((a, b) => b - a)).toEqual(some);
      expect(await walk({ jobId: 3, q: 'ana' })).toHaveLength(
        (await list({ q: 'ana', limit: 200 })).leads.filter(({ id }) => some.includes(id)).length,
      );
      expect((await list({ jobId: 3, count: 'true' })).total).toBe(40);
      expect(await walk({ jobId: 4 })).toEqual([]);
    });

    test('of an import is in the order of its file, each lead at its first row', async () => {
      const some = (await list({ limit: 30 })).leads.map(({ id }) => id);
      // A file that created leads, changed older ones, named one of them three times, and has rows without a lead.
      const file = [...some.slice(10), ...some.slice(0, 10), ...some.slice(3, 4), ...some.slice(12, 13)];
      await database.prisma.importRow.createMany({
        data: [5, 6].flatMap((importId) =>
          (importId === 5 ? file : some).map((leadId, index) => ({
            importId,
            row: index * 2 + 1,
            line: index * 2 + 2,
            state: index % 2 === 0 ? 'created' : 'updated',
            leadId,
          })),
        ),
      });
      await database.prisma.importRow.createMany({
        data: [{ importId: 5, row: 2, line: 3, state: 'invalid', leadId: null }],
      });
      const expected = file.slice(0, 30);
      for (const limits of [undefined, tight]) {
        expect(await walk({ importId: 5, sort: 'importRow', limit: 7 }, limits)).toEqual(expected);
        expect(await walk({ importId: 5, sort: '-importRow', limit: 7 }, limits)).toEqual(expected.toReversed());
      }
      const found = (await list({ q: 'ana', limit: 200 })).leads.map(({ id }) => id);
      const filter = { importId: 5, q: 'ana', sort: 'importRow' };
      expect(await walk({ ...filter, limit: 2 }, tight)).toEqual(expected.filter((id) => found.includes(id)));
      expect(await readPositions(database, leadPositionsQuerySchema.parse(filter))).toMatchObject({
        total: expected.filter((id) => found.includes(id)).length,
      });
      expect(await fault(list({ sort: 'importRow' }))).toMatchObject({ code: 'invalid' });
      const ofFile = leadPlaceQuerySchema.parse({ importId: 5, sort: 'importRow' });
      for (const [index, id] of [expected[0], expected[12], expected[29]].entries()) {
        expect(await readPlace(database, id ?? 0, ofFile)).toEqual({ place: [1, 13, 30][index] });
      }
      const others = leadPlaceQuerySchema.parse({ importId: 7, sort: 'importRow' });
      expect(await readPlace(database, some[0] ?? 0, others)).toEqual({ place: null });
    });

    test('stays stable while leads are inserted', async () => {
      const first = await list({ sort: 'lastName', limit: 100 });
      await create({ firstName: 'Aa', lastName: 'Aaa', companyName: 'X' });
      await create({ firstName: 'Zz', lastName: 'Zzz', companyName: 'X' });
      const rest = await walk({ sort: 'lastName', limit: 100, cursor: first.nextCursor ?? '' });
      const ids = [...first.leads.map(({ id }) => id), ...rest];
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeGreaterThanOrEqual(205);
    });

    test.each([
      { sort: '-id' },
      { sort: 'lastName' },
      { sort: '-updatedAt' },
      { sort: 'email' },
      { sort: '-email' },
      { sort: 'country' },
      { sort: '-phoneStatus' },
      { sort: '-id', tag: 'sample' },
      { sort: '-id', q: 'sample' },
      { sort: '-id', q: 'sam' },
      { sort: 'email', q: 'a' },
    ])(
      '%j has positions from which any part is read alone, and parts neither overlap nor lose a lead',
      async (query) => {
        const all = await walk({ ...query, limit: 200 });
        const { total, cursors } = await readPositions(database, leadPositionsQuerySchema.parse(query));
        expect(total).toBe(all.length);
        expect(cursors).toHaveLength(Math.floor(all.length / 100));
        for (const place of [1, Math.ceil(all.length / 2), all.length]) {
          const id = all[place - 1] ?? 0;
          expect(await readPlace(database, id, leadPlaceQuerySchema.parse(query))).toEqual({ place });
        }
        const afterFirst = { ...query, cursor: cursors[0] };
        expect(await readPositions(database, leadPositionsQuerySchema.parse(afterFirst))).toEqual({
          total: total - (cursors.length > 0 ? 100 : 0),
          cursors: cursors.slice(1),
        });
        await create({
          firstName: 'Aa',
          lastName: 'Aaa',
          email: 'aaa@aa.example',
          companyName: 'Sam',
          tags: ['sample'],
        });
        const gone = all[120];
        if (gone !== undefined) await deleteLead(deps, gone);
        const parts = [];
        for (const [index, cursor] of cursors.entries()) {
          const until = cursors[index + 1];
          parts.push(await walk({ ...query, limit: 200, cursor, ...(until === undefined ? {} : { until }) }, tight));
        }
        const created = Math.max(...parts.flat());
        const known = new Set(all);
        expect(parts.flat().filter((id) => known.has(id))).toEqual(all.slice(100).filter((id) => id !== gone));
        expect(
          parts
            .flat()
            .filter((id) => !known.has(id))
            .every((id) => id === created),
        ).toBe(true);
      },
    );

    test('counts all, and a filter up to a bound', async () => {
      expect(await list({ count: 'true', limit: 1 })).toMatchObject({ total: 205 });
      expect(await list({ count: 'true', limit: 1, q: 'ana same' })).toMatchObject({ total: 5 });
      expect(await list({ count: 'true', limit: 1, tag: 'sample' }, tight)).toMatchObject({
        total: 10,
        totalIsAtLeast: true,
      });
      expect(await list({ count: 'true', limit: 1, q: 'ana same' })).not.toHaveProperty('totalIsAtLeast');
    });

    test('refuses a cursor of another list, and an invalid one', async () => {
      const { nextCursor } = await list({ limit: 1 });
      for (const query of [
        { cursor: nextCursor, sort: 'id' },
        { cursor: nextCursor, q: 'ana' },
        { cursor: 'x' },
        { cursor: Buffer.from('["a",[null,1]]').toString('base64url') },
      ]) {
        expect(await fault(list(query))).toMatchObject({ code: 'bad_cursor' });
      }
    });
  });
});
