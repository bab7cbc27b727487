import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { purgeDeleted } from '../../leads/deletion/purgeDeleted.ts';
import { importCalls, crowd, csvOf, newPerson } from './fixtures/importCalls.ts';
import { startTestApp, type TestApp } from '../../testing/startTestApp.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

describe.each(['sqlite', 'postgres'] as const)('the undo of an import on %s', (dialect) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ dialect });
  });
  afterAll(() => app.close());
  const { send, expectSent, upload, commit, undo, read, rows, items, leadsOf, leadBy, importFile } = importCalls(
    () => app,
  );
  /** For tests whose statements are the same on Postgres. */
  const isSqlite = dialect === 'sqlite';

  test('deletes created leads and restores overwritten values, except what was changed since', async () => {
    const [untouched, touched, marked] = [newPerson(), newPerson(), newPerson()];
    const [filled, edited] = [newPerson(), newPerson()];
    const before = await app.addLead({
      email: filled,
      firstName: 'Ana',
      lastName: null,
      jobTitle: null,
      tags: ['vip'],
    });
    const other = await app.addLead({ email: edited, firstName: 'Bo', lastName: 'Old', custom: { Shoe: '43' } });
    const { id } = await importFile(
      csvOf([
        ['E-mail', 'First name', 'Last name', 'Job title', 'Phone', 'Shoe', 'Do not contact'],
        [untouched, 'Li', '', '', '', '', ''],
        [touched, 'Lo', '', '', '', '', ''],
        [marked, 'Mo', '', '', '', '', 'yes'],
        [filled, 'Anna', 'Faro', 'CTO', '+34 612 345 678', '38', ''],
        [edited, 'Bob', 'New', '', '', '44', ''],
      ]),
      { onDuplicate: 'overwrite' },
      'undone.csv',
    );
    await app.patchLead((await leadBy(touched))?.id ?? 0, { jobTitle: 'CEO' });
    await app.patchLead(other.id, { lastName: 'Newer', tags: ['undone', 'mine'] });
    const started = await undo(id);
    const job = await app.jobIn(started.id, 'completed');

    expect(job).toMatchObject({
      kind: 'import_undo',
      total: 5,
      counts: { waiting: 0, running: 0, removed: 2, restored: 2, kept: 1 },
    });
    expect(await read(id)).toMatchObject({ state: 'undone', undone: { removed: 2, restored: 2, kept: 1 } });
    expect(await leadBy(untouched)).toBeUndefined();
    expect(await leadBy(touched)).toMatchObject({ firstName: 'Lo', jobTitle: 'CEO' });
    const { version: _1, updatedAt: _2, ...rest } = before;
    expect(await leadBy(filled)).toMatchObject(rest);
    expect(await leadBy(edited)).toMatchObject({
      firstName: 'Bo',
      lastName: 'Newer',
      custom: { Shoe: '43' },
      tags: ['mine'],
    });
    expect(await items(job)).toMatchObject([
      { id: 1, state: 'removed', reason: null },
      { id: 2, state: 'kept', reason: { text: expect.stringContaining('changed after') as string } },
      { id: 3, state: 'removed' },
      { id: 4, state: 'restored', reason: null },
      { id: 5, state: 'restored', reason: { text: expect.stringContaining('lastName') as string } },
    ]);
    expect((await rows(id, '&problem=undo')).map(({ row }) => row)).toEqual([2, 5]);
    await app.expectBooksToBalance();

    const again = await send('POST', `/imports/${id}/undo`, {});
    expect(again).toMatchObject({ status: 409, body: { jobId: job.id } });
    // The undo also removed the do-not-contact mark of the import.
    await importFile(
      csvOf([
        ['E-mail', 'Name'],
        [marked, 'Mo Ra'],
      ]),
    );
    expect(await leadBy(marked)).toMatchObject({ doNotContact: false });
    const { undoToken } = job.request as { undoToken: string };
    expect(await expectSent(200, 'POST', '/leads/restore', { undoToken })).toEqual({ restored: 1, conflicts: 1 });
    expect(await leadBy(untouched)).toMatchObject({ firstName: 'Li', tags: ['undone'] });
  });

  test.runIf(isSqlite)('restores an overwritten number with its phone metadata', async () => {
    const email = newPerson();
    const lead = await app.addLead({ email, phoneNumber: '+34 699 999 999' });
    const { id } = await importFile(
      csvOf([
        ['E-mail', 'Phone'],
        [email, '+34 612 345 678'],
      ]),
      {
        onDuplicate: 'overwrite',
      },
    );
    expect(await leadBy(email)).toMatchObject({ phoneNumber: '+34612345678', phoneProvider: 'import' });
    await app.jobIn((await undo(id)).id, 'completed');
    expect(await leadBy(email)).toMatchObject({ phoneNumber: lead.phoneNumber, phoneProvider: 'manual' });
  });

  test('never gives two leads one LinkedIn profile', async () => {
    const [email, other] = [newPerson(), newPerson()];
    const profile = (name: string): string => `https://www.linkedin.com/in/${name}-of-${dialect}`;
    const lead = await app.addLead({ email, firstName: 'Ana', linkedinUrl: profile('old') });
    const { id } = await importFile(
      csvOf([
        ['E-mail', 'First name', 'LinkedIn'],
        [email, 'Anna', profile('new')],
      ]),
      { onDuplicate: 'overwrite' },
    );
    await app.addLead({ email: other, linkedinUrl: profile('old') });
    const job = await app.jobIn((await undo(id)).id, 'completed');
    expect(await leadBy(email)).toMatchObject({ id: lead.id, firstName: 'Ana', linkedinUrl: profile('new') });
    expect(await items(job)).toMatchObject([
      { state: 'restored', reason: { text: expect.stringMatching(/Another lead has.*linkedinUrl/u) as string } },
    ]);
    expect(await app.database.prisma.lead.count({ where: { linkedinUrl: profile('old') } })).toBe(1);
  });

  test('imports and people that bring one profile at once make one lead', async () => {
    const linkedinUrl = `https://www.linkedin.com/in/at-once-on-${dialect}`;
    const file = (email: string): string =>
      csvOf([
        ['E-mail', 'First name', 'LinkedIn'],
        [email, 'Ana', linkedinUrl],
      ]);
    const posted = (email: string) => send('POST', '/leads', { email, firstName: 'Ana', linkedinUrl });
    await Promise.all([
      importFile(file(newPerson())),
      importFile(file(newPerson())),
      posted(newPerson()),
      posted(newPerson()),
    ]);
    expect(await app.database.prisma.lead.count({ where: { linkedinUrl } })).toBe(1);
  });

  test('is refused while the import runs, continues after a cancel, and its personal data is purged', async () => {
    const id = await upload(crowd(2_000));
    await expectSent(409, 'POST', `/imports/${id}/undo`, {});
    const job = await commit(id);
    await expectSent(409, 'POST', `/imports/${id}/undo`, {});
    await app.jobIn(job.id, 'completed');
    const first = await undo(id);
    await expectSent(409, 'POST', `/imports/${id}/undo`, {});
    await app.steer(first.id, 'cancel').catch(() => undefined);
    const stopped = await app.jobIn(first.id, 'cancelled', 'completed');
    const { removed = 0, cancelled = 0 } = stopped.counts;
    expect(removed + cancelled).toBe(2_000);
    // On a fast machine the undo ends before the cancel.
    const rest = stopped.state === 'cancelled' ? await app.jobIn((await undo(id)).id, 'completed') : null;
    expect(rest?.counts['removed'] ?? 0).toBe(cancelled);
    expect(await leadsOf(`importId=${id}`)).toEqual([]);
    await app.expectBooksToBalance();

    const inTwoDays = new Date(Date.now() + 48 * 60 * 60 * 1_000);
    expect(await purgeDeleted(app.database, inTwoDays, new AbortController().signal)).toBeGreaterThanOrEqual(2_000);
    const kept = await app.database.prisma.importRow.findMany({ where: { importId: id } });
    expect(kept.every(({ cells, issues }) => cells === null && issues === null)).toBe(true);
  });
});
