import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { readPace } from '../../jobs/jobPace.ts';
import { cancelRunningItems } from '../../jobs/jobItems.ts';
import { expectBooksToBalance } from '../../testing/expectBooksToBalance.ts';
import {
  failedAnswer,
  foundAnswer,
  notFoundAnswer,
  price,
  type TestLedger,
  testLedger,
} from '../../testing/testLedger.ts';
import { finishLookup } from './finishLookup.ts';
import { settlePaidFinds } from './holdJob.ts';
import { readJobProviders } from './jobProviders.ts';

const final = failedAnswer({ retryable: false });
const lost = failedAnswer({ uncertain: true, retryable: false });

describe.each(testDatabases)('what came of a job at its providers on $dialect', ({ open }) => {
  let database: TestDatabase;
  let ledger: TestLedger;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    ledger = testLedger(database);
    await ledger.empty();
    await ledger.addProviders();
    await database.prisma.provider.updateMany({ data: { charge: 'call' } });
  });
  afterEach(() => expectBooksToBalance(database));

  const finish = (leadId: number) => finishLookup(ledger.deps, leadId, ledger.now());
  /** `[provider, found, notFound, failed, free, cost]`, in the order of the waterfall. */
  const providersOf = async (jobId: number) =>
    ((await readJobProviders(database, [jobId])).get(jobId) ?? []).map(
      ({ provider, found, notFound, failed, free, costMicros }) => [
        provider,
        found,
        notFound,
        failed,
        free,
        costMicros,
      ],
    );
  const cancel = (jobId: number) =>
    ledger.tx(async (sql) => {
      await settlePaidFinds(sql, jobId, ledger.now());
      await sql.prisma.job.update({ where: { id: jobId }, data: { state: 'cancelling' } });
      await cancelRunningItems(sql, jobId, ledger.now());
    });

  test('each lead counts once at each provider that was asked, in the transaction that ends it', async () => {
    const one = await ledger.addLead();
    const two = await ledger.addLead();
    const job = await ledger.addJob([one.id, two.id]);
    await ledger.call(one.id, notFoundAnswer);
    await ledger.call(one.id, final);
    await ledger.call(one.id, foundAnswer());
    expect(await providersOf(job.id)).toMatchObject([
      ['orion', 0, 0, 0, 0, Number(price.orion)],
      ['nimbus', 0, 0, 0, 0, Number(price.nimbus)],
    ]);
    await finish(one.id);
    await ledger.call(two.id, foundAnswer());
    await finish(two.id);
    expect(await providersOf(job.id)).toEqual([
      ['orion', 1, 1, 0, 0, 2 * Number(price.orion)],
      ['astra', 0, 0, 1, 0, 0],
      ['nimbus', 1, 0, 0, 0, Number(price.nimbus)],
    ]);
    const [changed] = (await ledger.events()).filter(({ name }) => name === 'job.changed').slice(-1);
    expect(changed?.data).toMatchObject({ counts: { found: 2 }, providers: [{ name: 'Orion', found: 1 }, {}, {}] });
  });

  test('a repeated call counts once, by its best answer', async () => {
    const lead = await ledger.addLead();
    const job = await ledger.addJob([lead.id]);
    await ledger.call(lead.id, failedAnswer());
    ledger.after(60_000);
    await ledger.call(lead.id, notFoundAnswer);
    await ledger.call(lead.id, notFoundAnswer);
    await ledger.call(lead.id, notFoundAnswer);
    await finish(lead.id);
    expect((await providersOf(job.id)).map((row) => row.slice(0, 4))).toEqual([
      ['orion', 0, 1, 0],
      ['astra', 0, 1, 0],
      ['nimbus', 0, 1, 0],
    ]);
  });

  test('answers that another request paid, and saved ones, are free', async () => {
    const lead = await ledger.addLead();
    await ledger.addPerson(lead.id);
    const job = await ledger.addJob([lead.id]);
    await ledger.call(lead.id, notFoundAnswer);
    await ledger.call(lead.id, foundAnswer());
    await finish(lead.id);
    expect(await providersOf(job.id)).toEqual([
      ['orion', 0, 1, 0, 1, 0],
      ['astra', 1, 0, 0, 1, 0],
    ]);
    const later = await ledger.addLead();
    const first = await ledger.addJob([later.id]);
    await ledger.call(later.id, foundAnswer());
    await cancel(first.id);
    ledger.after(60_000);
    const second = await ledger.addJob([later.id]);
    await finish(later.id);
    expect(await providersOf(second.id)).toEqual([['orion', 1, 0, 0, 1, 0]]);
  });

  test('a lead without a call of the job counts by its saved answers', async () => {
    const lead = await ledger.addLead();
    await ledger.addPerson(lead.id);
    for (let n = 0; n < 3; n += 1) await ledger.call(lead.id, notFoundAnswer);
    await finish(lead.id);
    ledger.after(60_000);
    const job = await ledger.addJob([lead.id]);
    await finish(lead.id);
    expect(await ledger.counts(job.id)).toEqual({ no_data: 1 });
    expect(await providersOf(job.id)).toEqual([
      ['orion', 0, 1, 0, 1, 0],
      ['astra', 0, 1, 0, 1, 0],
      ['nimbus', 0, 1, 0, 1, 0],
    ]);
  });

  test('a cancel keeps what was asked, and what arrives afterwards is added', async () => {
    const paid = await ledger.addLead();
    const open = await ledger.addLead();
    const job = await ledger.addJob([paid.id, open.id]);
    await ledger.call(paid.id, foundAnswer());
    await ledger.call(open.id, notFoundAnswer);
    const line = await ledger.sent(open.id);
    await cancel(job.id);
    expect(await providersOf(job.id)).toEqual([['orion', 1, 1, 0, 0, 2 * Number(price.orion)]]);
    await ledger.settle(line, foundAnswer());
    expect(await providersOf(job.id)).toEqual([
      ['orion', 1, 1, 0, 0, 2 * Number(price.orion)],
      ['astra', 1, 0, 0, 0, Number(price.astra)],
    ]);
    expect(await ledger.counts(job.id)).toEqual({ found: 2 });
  });

  test('a lost answer counts as failed, until it arrives', async () => {
    const lead = await ledger.addLead();
    const job = await ledger.addJob([lead.id]);
    const line = await ledger.sent(lead.id);
    await ledger.settle(line, lost);
    await ledger.call(lead.id, notFoundAnswer);
    await ledger.call(lead.id, notFoundAnswer);
    await finish(lead.id);
    expect((await providersOf(job.id))[0]).toEqual(['orion', 0, 0, 1, 0, Number(price.orion)]);
    await ledger.settle(line, notFoundAnswer);
    expect((await providersOf(job.id))[0]).toEqual(['orion', 0, 1, 0, 0, Number(price.orion)]);
  });

  test('the pace is counted in minutes, and long jobs are read in few spans', async () => {
    const leads = [await ledger.addLead(), await ledger.addLead(), await ledger.addLead()];
    const job = await ledger.addJob(leads.map(({ id }) => id));
    for (const { id } of leads) {
      await ledger.call(id, foundAnswer());
      await finish(id);
      ledger.after(60_000);
    }
    expect((await readPace(database, job)).points.map(({ at, found }) => [at.slice(11, 16), found])).toEqual([
      ['10:00', 1],
      ['10:01', 1],
      ['10:02', 1],
    ]);
    await database.prisma.jobMinute.create({ data: { jobId: 999, minute: 0, found: 2, other: 1 } });
    await database.prisma.jobMinute.create({ data: { jobId: 999, minute: 599, found: 1, other: 0 } });
    const { minutesPerPoint, points } = await readPace(database, { id: 999 });
    expect([minutesPerPoint, points.length]).toEqual([10, 60]);
    expect([points[0], points[59]]).toMatchObject([{ found: 2, other: 1 }, { found: 1 }]);
  });
});
