import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openDatabase } from '../../backend/src/db/database.ts';
import { instanceFile } from '../../backend/src/embedded/instanceFile.ts';
import { isRunning } from '../../backend/src/embedded/temporalProcesses.ts';
import { sandboxNote } from '@tinygenesy/backend/sandboxNote';
import type { EnrichSummary } from './enrichWords.ts';
import { providerIds } from '../../backend/src/providers/sandbox/flags.ts';
import { buildProduct } from '../../backend/src/testing/buildProduct.ts';
import { expectBooksToBalance } from '../../backend/src/testing/expectBooksToBalance.ts';
import { type OuterSandbox, startOuterSandbox } from '../../backend/src/testing/startOuterSandbox.ts';
import { startDnsServer } from '../../backend/src/testing/startDnsServer.ts';
import { startProduct } from '../../backend/src/testing/startProduct.ts';
import { temporalCliPath } from '../../backend/src/testing/temporalCliPath.ts';

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}
interface Running {
  pid: number;
  stderr(): string;
  ended: Promise<Ended>;
  signal(name: 'SIGINT' | 'SIGKILL'): void;
}

const cli = path.resolve(import.meta.dirname, '..');
const longEnough = { timeout: 60_000, interval: 50 };
/** Orion has a number for every lead at 0.10. No call fails. */
const flags = Object.fromEntries(
  providerIds.map((id) => [
    id,
    { latencyMs: { min: 20, max: 80 }, failureRate: 0, hitRate: id === 'orion' ? 1 : 0, enforceLimits: false },
  ]),
);

/** The command as a user runs it, against providers that count calls. */
describe('npm run enrich', { timeout: 180_000 }, () => {
  let sandbox: OuterSandbox;
  let main: string;
  let cliPath: string;
  let dir: string;
  let running: Running[] = [];

  beforeAll(async () => {
    [sandbox, main, cliPath] = await Promise.all([startOuterSandbox(flags), buildProduct(), temporalCliPath()]);
    await promisify(execFile)(process.execPath, [path.join(cli, 'build.mjs'), '.cache', path.dirname(main)]);
  }, 120_000);
  afterAll(() => sandbox.stop());
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-enrich-'));
    await mkdir(path.join(dir, 'data'));
    await sandbox.reset();
  });
  afterEach(async () => {
    for (const { signal, ended } of running) {
      signal('SIGKILL');
      await ended;
    }
    running = [];
    const { temporal } = instanceFile(path.join(dir, 'data/instance.json')).read();
    if (temporal !== null && isRunning(temporal.pid)) process.kill(temporal.pid, 'SIGKILL');
    await rm(dir, { recursive: true, force: true });
  });

  const at = (name: string): string => path.join(dir, name);
  const dataDir = (): string => at('data');

  function enrich(args: string, env: Record<string, string> = {}): Running {
    const child = spawn(process.execPath, [path.join(cli, '.cache/enrich.js'), ...args.split(' ')], {
      cwd: dir,
      env: { ...process.env, DATA_DIR: dataDir(), TEMPORAL_CLI_PATH: cliPath, ...sandbox.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
    const command = {
      pid: child.pid ?? 0,
      stderr: () => stderr,
      ended,
      signal: (name: 'SIGINT' | 'SIGKILL') => void child.kill(name),
    };
    running.push(command);
    return command;
  }

  async function writeLeads(count: number): Promise<void> {
    const rows = Array.from(
      { length: count },
      (_, index) => `Ana Faro ${index};ana${index}@faro-${path.basename(dir).toLowerCase()}.es;CTO`,
    );
    await writeFile(at('leads.csv'), ['Name;E-Mail;Position', ...rows, ''].join('\n'));
  }
  const result = async (): Promise<string[][]> => parse(await readFile(at('out.csv')), { delimiter: ';' });
  const statuses = async (): Promise<string[]> => (await result()).slice(1).map((row) => row[4] ?? '');
  const summaryOf = ({ stdout }: Ended): EnrichSummary => JSON.parse(stdout) as EnrichSummary;
  const answered = async (): Promise<number> =>
    (await sandbox.calls()).filter(({ outcome }) => outcome !== null).length;

  /** Returns the cost of calls without a known outcome, because a kill came before the answer. Checks all sums. */
  async function uncertainMicros(): Promise<number> {
    const database = await openDatabase(`file:${path.join(dataDir(), 'tinygenesy.db')}`);
    try {
      await expectBooksToBalance(database);
      const lines = await database.prisma.attempt.findMany({ where: { charge: 'uncertain' } });
      return lines.reduce((sum, { costMicros }) => sum + Number(costMicros), 0);
    } finally {
      await database.close();
    }
  }

  test('the result has every row; invalid and duplicate rows keep their place', async () => {
    await writeFile(
      at('leads.csv'),
      'Name;E-Mail;Notes\r\nAna Faro;ana@faro-acme.es;"a;b"\r\n;nobody;\r\nAna Again;ANA@faro-acme.es;\r\n;;only a note\r\n',
    );
    const ended = await enrich('leads.csv --out out.csv --json').ended;
    expect(ended).toMatchObject({ code: 0 });
    expect(await readFile(at('out.csv'), 'utf8')).toMatch(
      /^Name;E-Mail;Notes;phone_number;phone_status;phone_provider;phone_reason\r\nAna Faro;ana@faro-acme.es;"a;b";(\+\d+);found;orion;[^\r]*\r\n;nobody;;;invalid;;[^\r]+\r\nAna Again;ANA@faro-acme.es;;\1;found;orion;[^\r]*\r\n;;only a note;;invalid;;[^\r]+\r\n$/u,
    );
    expect(summaryOf(ended)).toMatchObject({
      mode: 'live',
      rows: 4,
      leads: 1,
      statuses: { found: 2, invalid: 2 },
      madeUp: 0,
      costMicros: 100_000,
      currency: 'EUR',
      final: true,
    });
    expect(ended.stderr).toContain('LIVE providers');

    const again = await enrich('leads.csv --out other.csv').ended;
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('4 rows written') });
    expect(await readFile(at('other.csv'), 'utf8')).toBe(await readFile(at('out.csv'), 'utf8'));
    expect(await answered()).toBe(1);
    expect((await readdir(dir)).toSorted()).toEqual(['data', 'leads.csv', 'other.csv', 'out.csv']);
    expect(instanceFile(path.join(dataDir(), 'instance.json')).read()).toEqual({
      pid: null,
      address: null,
      temporal: null,
    });
  });

  test('--verify-emails verifies emails; the same command verifies an unknown one again', async () => {
    const dns = await startDnsServer({
      'faro-acme.es': { mx: [[10, 'mx.faro-acme.es']] },
      'mx.faro-acme.es': { a: '128.66.2.20' },
      'away.es': { rcode: 'SERVFAIL' },
    });
    try {
      const env = { DNS_SERVERS: dns.address };
      await writeFile(at('leads.csv'), 'Name;E-Mail\nAna;ana@faro-acme.es\nTom;tom@gmial.com\nEve;eve@away.es\n');
      const first = await enrich('leads.csv --out out.csv --verify-emails', env).ended;
      expect(first).toMatchObject({
        code: 2,
        stdout: expect.stringContaining('emails: 1 Domain OK, mailbox not checked · 1 invalid · 1 unknown'),
      });
      expect((await result()).map((row) => row.slice(6))).toEqual([
        ['email_verdict', 'email_reason', 'email_suggestion'],
        ['valid', 'The domain has a mail server; the mailbox was not checked', ''],
        ['invalid', 'The domain does not exist', 'tom@gmail.com'],
        ['unknown', 'The name server could not resolve the domain', ''],
      ]);
      dns.set('away.es', { mx: [[10, 'mx.away.es']] });
      const second = await enrich('leads.csv --out out.csv --verify-emails', env).ended;
      expect(second).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('emails: 2 Domain OK, mailbox not checked · 1 invalid'),
      });
      expect(dns.questions.filter(({ name }) => name === 'faro-acme.es')).toHaveLength(1);
    } finally {
      await dns.close();
    }
  });

  test('killed twice, it continues: every row once, no call twice, exact sums', async () => {
    await writeLeads(24);
    for (const least of [4, 12]) {
      const command = enrich('leads.csv --out out.csv --live');
      await vi.waitFor(async () => expect(await answered()).toBeGreaterThanOrEqual(least), longEnough);
      command.signal('SIGKILL');
      await command.ended;
      await expect(readFile(at('out.csv'))).rejects.toThrow('ENOENT');
    }
    const ended = await enrich('leads.csv --out out.csv --live --json').ended;
    expect(ended).toMatchObject({ code: 0 });
    expect(await statuses()).toEqual(Array.from({ length: 24 }, () => 'found'));
    expect(new Set((await result()).map(([, email]) => email)).size).toBe(25);
    expect(summaryOf(ended)).toMatchObject({ leads: 24, jobIds: [expect.any(Number)] });
    // Only calls in flight at the two kills (three at once) may be repeated.
    const uncertain = await uncertainMicros();
    expect(uncertain).toBeLessThanOrEqual(600_000);
    expect(summaryOf(ended).costMicros).toBe(2_400_000 + uncertain);
    const { calls, doubleCalls } = (await sandbox.stats()).orion;
    expect(doubleCalls * 100_000).toBeLessThanOrEqual(uncertain);
    expect((calls - 24) * 100_000).toBeLessThanOrEqual(uncertain);
  });

  test('a spending limit puts the rest on hold, and the summary says how to continue', async () => {
    await writeLeads(5);
    const held = await enrich('leads.csv --out out.csv --budget 0.20').ended;
    expect(held).toMatchObject({ code: 2, stdout: expect.stringMatching(/2 found · 3 on hold[^]*higher --budget/) });
    expect((await statuses()).toSorted()).toEqual(['found', 'found', 'on_hold', 'on_hold', 'on_hold']);
    expect(await answered()).toBe(2);
  });

  test('Ctrl-C stops it cleanly, and the message says how to continue', async () => {
    await writeLeads(20);
    const command = enrich('leads.csv --out out.csv');
    await vi.waitFor(async () => expect(await answered()).toBeGreaterThan(2), longEnough);
    command.signal('SIGINT');
    command.signal('SIGINT');
    const ended = await command.ended;
    expect(ended).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Run the same command again to continue'),
    });
    const asked = (await sandbox.calls()).length;
    expect(asked).toBeLessThan(20);
    expect(instanceFile(path.join(dataDir(), 'instance.json')).read()).toMatchObject({ pid: null, temporal: null });
    expect((await enrich('leads.csv --out out.csv').ended).code).toBe(0);
    expect(await answered()).toBe(20);
  });

  test('it uses a running instance, and continues without it when that stops', async () => {
    await writeLeads(20);
    const product = await startProduct({
      dataDir: dataDir(),
      main,
      temporalCliPath: cliPath,
      env: { ...sandbox.env, API_KEY: 'the key of this one' },
    });
    try {
      const refused = await enrich('leads.csv --out out.csv').ended;
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('Set API_KEY') });

      const command = enrich('leads.csv --out out.csv --json', { API_KEY: 'the key of this one' });
      await vi.waitFor(async () => expect(await answered()).toBeGreaterThan(2), longEnough);
      expect(command.stderr()).toContain(`Using the TinyGenesy that runs at ${product.url}`);
      await product.kill('node');
      const ended = await command.ended;
      expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('stopped. Continuing without it') });
      expect(summaryOf(ended)).toMatchObject({
        statuses: { found: 20 },
        costMicros: 2_000_000 + (await uncertainMicros()),
      });
    } finally {
      await product.kill('node');
    }
  });

  test('sandbox numbers are named, and --live refuses a sandbox instance', async () => {
    await writeLeads(3);
    const noProviders = { ORION_URL: '', ASTRA_URL: '', NIMBUS_URL: '' };
    const ended = await enrich('leads.csv --out out.csv', noProviders).ended;
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/Sandbox providers/) });
    for (const [, , , number, , , reason] of (await result()).slice(1)) {
      expect((reason ?? '').includes(sandboxNote)).toBe(number !== '');
    }
    const product = await startProduct({ dataDir: dataDir(), main, temporalCliPath: cliPath });
    const refused = await enrich('leads.csv --out out.csv --live', noProviders).ended;
    await product.stop();
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('uses sandbox providers, not live ones'),
    });
    expect(await answered()).toBe(0);
  });

  test('a command that can not run writes and starts nothing', async () => {
    await writeFile(at('wrong.csv'), 'foo,bar\n1,2\n');
    await writeLeads(1);
    for (const [args, sentence] of [
      ['wrong.csv --out out.csv', 'No column of the file is recognized'],
      ['none.csv --out out.csv', 'the file does not exist'],
      ['leads.csv --out leads.csv', 'is the input file'],
      ['leads.csv --out none/out.csv', 'does not exist'],
    ] as const) {
      expect(await enrich(args).ended).toEqual({ code: 1, stdout: '', stderr: expect.stringContaining(sentence) });
    }
    expect((await readdir(dir)).toSorted()).toEqual(['data', 'leads.csv', 'wrong.csv']);
    expect(await readdir(dataDir())).toEqual([]);
    expect(await enrich('--help').ended).toMatchObject({ code: 0, stdout: expect.stringContaining('phone_status') });
  });
});
