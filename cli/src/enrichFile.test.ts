import { randomBytes } from 'node:crypto';
import { type Import, importListSchema, type Job, jobSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { providerIds } from '../../backend/src/providers/sandbox/flags.ts';
import { startTestApp, type TestApp } from '../../backend/src/testing/startTestApp.ts';
import { type LocalDnsServer, startDnsServer } from '../../backend/src/testing/startDnsServer.ts';
import { emailCells } from './emailCells.ts';
import { createEnrichApi, type EnrichApi } from './enrichApi.ts';
import { type Enriched, enrichFile } from './enrichFile.ts';
import type { FileToImport } from './importTable.ts';
import { invalidCells, phoneCells } from './phoneCells.ts';
import { readTable } from './readTable.ts';
import { EnrichStopped } from './stopIfAsked.ts';

const quiet = {
  importing: () => {},
  verifying: () => {},
  estimated: () => {},
  lookingUp: () => {},
  collecting: () => {},
};
let files = 0;

async function fileOf(rows: string[][]): Promise<FileToImport> {
  const bytes = Buffer.from([['Name', 'E-mail', 'Website', 'Title'], ...rows, []].map((row) => row.join()).join('\n'));
  return { key: randomBytes(32).toString('hex'), name: '/home/ana/people.csv', bytes, table: await readTable(bytes) };
}

/** A file with new people. */
function newFile(people: number): Promise<FileToImport> {
  files += 1;
  return fileOf(
    Array.from({ length: people }, (_, index) => [
      `Ana Faro${files}x${index}`,
      `ana${index}@file${files}.example`,
      `file${files}.example`,
      'CTO',
    ]),
  );
}

describe('a file', () => {
  let app: TestApp;
  let api: EnrichApi;
  let dns: LocalDnsServer;
  beforeAll(async () => {
    dns = await startDnsServer((name) => ({ mx: [[10, `mx.${name}`]] }));
    app = await startTestApp({ dnsServers: [dns.address] });
  });
  afterAll(async () => {
    await app.close();
    await dns.close();
  });
  beforeEach(() => {
    api = createEnrichApi(app.url, null);
    app.sandbox.reset();
    // Orion has a number for every lead and charges 0.10 each.
    app.sandbox.setFlags({ orion: { hitRate: 1 } });
  });

  const run = (
    file: FileToImport,
    more: { budgetMicros?: number; verifyEmails?: boolean; signal?: AbortSignal; lookingUp?: (job: Job) => void } = {},
  ): Promise<Enriched> =>
    enrichFile({
      api,
      file,
      budgetMicros: more.budgetMicros ?? null,
      verifyEmails: more.verifyEmails ?? false,
      report: { ...quiet, lookingUp: more.lookingUp ?? quiet.lookingUp },
      signal: more.signal ?? new AbortController().signal,
    });
  const statuses = ({ rows, meta }: Enriched): string[] =>
    rows.map((row) => ('lead' in row ? phoneCells(row.lead, meta.mode) : invalidCells('')).status);
  const leads = ({ rows }: Enriched) => rows.map((row) => ('lead' in row ? row.lead : null));
  const calls = () => app.sandbox.calls().length;
  const costs = ({ jobs }: Enriched) => jobs.map(({ costMicros }) => costMicros);

  test('has its emails verified on request, and later only the unknown ones again', async () => {
    const file = await newFile(3);
    const [, [, email = ''] = []] = file.table.rows;
    const domain = email.split('@')[1] ?? '';
    expect((await run(file)).rows).toMatchObject([{ lead: { emailVerdict: null } }, {}, {}]);
    dns.set(domain, { rcode: 'SERVFAIL' });
    const first = await run(file, { verifyEmails: true });
    expect(leads(first).map((lead) => emailCells(lead).final)).toEqual([false, false, false]);
    expect(emailCells(leads(first)[0] ?? null)).toMatchObject({ verdict: 'unknown' });
    dns.set(domain, { mx: [[10, 'mx.test']] });
    const asked = () => dns.questions.filter(({ name }) => name === domain).length;
    const before = asked();
    const second = await run(file, { verifyEmails: true });
    expect(leads(second).map((lead) => emailCells(lead))).toMatchObject(
      leads(second).map(() => ({ verdict: 'valid', final: true })),
    );
    expect(asked()).toBe(before + 1);
    await run(file, { verifyEmails: true });
    expect(asked()).toBe(before + 1);
    expect(calls()).toBe(3);
  });

  test('gets a number for each row, in order', async () => {
    const file = await newFile(12);
    const done = await run(file);
    expect(leads(done).map((lead) => lead?.email)).toEqual(file.table.rows.map(([, email]) => email));
    expect(new Set(statuses(done))).toEqual(new Set(['found']));
    expect(costs(done)).toEqual([1_200_000]);
    expect(calls()).toBe(12);
  });

  test('that was enriched before costs nothing and calls no provider', async () => {
    const file = await newFile(3);
    const first = await run(file);
    const asked = calls();
    const again = await run(file);
    expect(again).toEqual(first);
    expect(calls()).toBe(asked);
  });

  test('with existing leads uses them unchanged', async () => {
    const file = await newFile(3);
    const [, email = ''] = file.table.rows[0] ?? [];
    const known = await app.addLead({ email, lastName: 'Other', phoneNumber: '+34612345678' });
    const done = await run(file);
    expect(leads(done)[0]).toMatchObject({ id: known.id, lastName: 'Other', phoneNumber: '+34612345678' });
    expect(statuses(done)).toEqual(['found', 'found', 'found']);
    expect(done.jobs[0]).toMatchObject({ total: 2 });
  });

  test('without leads to look up needs no provider', async () => {
    const done = await run(await fileOf([['Ana', '', '', '']]));
    expect(done).toMatchObject({ rows: [{ invalid: expect.stringMatching(/email/u) }], leadCount: 0, jobs: [] });
  });

  test('keeps every row: rows of one person share a lead, rows without a lead have a reason', async () => {
    files += 1;
    const host = `rows${files}.example`;
    const done = await run(
      await fileOf([
        ['Ana Faro', `ana@${host}`, host, ''],
        ['', 'nobody', '', ''],
        ['Ana Again', ` ANA@${host} `, '', ''],
        ['Bo Faro', '', host, ''],
        ['"Li', `li@${host}`, host, ''],
      ]),
    );
    const [ana, , again] = leads(done);
    expect(statuses(done)).toEqual(['found', 'invalid', 'found', 'invalid', 'invalid']);
    expect(again?.id).toBe(ana?.id);
    expect(done.leadCount).toBe(1);
    expect(done.rows[1]).toEqual({ invalid: expect.stringContaining('not an email address') });
    expect(done.rows[4]).toEqual({ invalid: expect.stringContaining('never closes') });
  });

  test('whose import was undone is imported again, without leads that a user deleted', async () => {
    const file = await newFile(2);
    const [first] = leads(await run(file));
    await app.call('DELETE', `/leads/${first?.id}`);
    expect(statuses(await run(file))).toEqual(['skipped', 'found']);

    const { body } = await app.call('GET', '/imports?limit=1');
    const [{ id }] = importListSchema.parse(body).imports as [Import];
    const undo = jobSchema.parse((await app.call('POST', `/imports/${id}/undo`, {})).body);
    await app.jobIn(undo.id, 'completed');
    const done = await run(file);
    expect(statuses(done)).toEqual(['found', 'found']);
    expect(leads(done)[0]?.id).not.toBe(first?.id);
  });

  test('stays within its spending limit, and continues with a higher one', async () => {
    const file = await newFile(8);
    const held = await run(file, { budgetMicros: 300_000 });
    expect(statuses(held).filter((status) => status === 'found')).toHaveLength(3);
    expect(statuses(held).filter((status) => status === 'on_hold')).toHaveLength(5);
    expect(held.jobs[0]).toMatchObject({ state: 'on_hold', costMicros: 300_000 });

    const asked = calls();
    for (const budgetMicros of [undefined, 300_000, 100_000]) {
      const same = await run(file, budgetMicros === undefined ? {} : { budgetMicros });
      expect(statuses(same)).toEqual(statuses(held));
    }
    expect(calls()).toBe(asked);

    const more = await run(file, { budgetMicros: 500_000 });
    expect(statuses(more).filter((status) => status === 'found')).toHaveLength(5);
    const all = await run(file, { budgetMicros: 10_000_000 });
    expect(new Set(statuses(all))).toEqual(new Set(['found']));
    expect(costs(all)).toEqual([800_000]);
    expect(calls()).toBe(8);
  });

  test('calls no provider after a stop, and continues in the next run', async () => {
    app.sandbox.setFlags({ orion: { latencyMs: { min: 150, max: 250 } } });
    await app.patchProvider('orion', { maxConcurrent: 2 });
    const file = await newFile(20);
    const stop = new AbortController();
    const stopped = run(file, {
      signal: stop.signal,
      lookingUp: ({ counts }) => (counts['found'] ?? 0) > 0 && stop.abort(),
    });
    await expect(stopped).rejects.toThrow(EnrichStopped);
    const [job] = await api.jobs(file.key);
    expect(job).toMatchObject({ state: 'paused' });
    const asked = calls();
    expect(asked).toBeLessThan(20);

    const done = await run(file);
    await app.patchProvider('orion', { maxConcurrent: 20 });
    expect(new Set(statuses(done))).toEqual(new Set(['found']));
    expect(done.jobs.map(({ id }) => id)).toEqual([job?.id]);
    expect(costs(done)).toEqual([2_000_000]);
    expect(calls()).toBe(20);
  });

  test('with failed rows retries only those', async () => {
    const file = await newFile(4);
    app.sandbox.setFlags(Object.fromEntries(providerIds.map((id) => [id, { hitRate: 0 }])));
    app.sandbox.setFlags({ astra: { status: 400 } });
    const failed = await run(file);
    expect(new Set(statuses(failed))).toEqual(new Set(['incomplete']));
    const asked = calls();

    app.sandbox.setFlags({ astra: { status: null } });
    const done = await run(file);
    expect(new Set(statuses(done))).toEqual(new Set(['no_data']));
    expect(done.jobs).toHaveLength(2);
    const again = app.sandbox.calls().slice(asked);
    expect(again.map(({ provider }) => provider)).toEqual(['astra', 'astra', 'astra', 'astra']);
    expect((await run(file)).jobs).toHaveLength(2);
  });

  test('counts earlier jobs toward the spending limit', async () => {
    const file = await newFile(4);
    const cancelled = await run(file, {
      budgetMicros: 200_000,
      lookingUp: () => {},
    });
    const [job] = cancelled.jobs;
    await app.steer(job?.id ?? 0, 'cancel');
    await app.jobIn(job?.id ?? 0, 'cancelled');
    const more = await run(file, { budgetMicros: 300_000 });
    expect(costs(more)).toEqual([200_000, 100_000]);
    expect(statuses(more).filter((status) => status === 'found')).toHaveLength(3);
  });

  test('is identified by its content, not by its time', async () => {
    const file = await newFile(3);
    await Promise.all([run(file), run(file), run(file)]);
    expect(await api.jobs(file.key)).toHaveLength(1);
    expect(calls()).toBe(3);
  });

  test('with too many rows is refused before the import', async () => {
    const file = await newFile(0);
    const rows = Array.from({ length: 100_001 }, () => ['Ana']);
    const imports = async () => importListSchema.parse((await app.call('GET', '/imports?limit=1')).body).imports;
    const before = await imports();
    await expect(run({ ...file, table: { ...file.table, rows } })).rejects.toThrow(/at most 100000/);
    expect(await imports()).toEqual(before);
  });
});
