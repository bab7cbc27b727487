import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hashInput } from '../hashInput.ts';
import type { LookupLead } from '../../leads/leadInput.ts';
import type { PhoneProvider, ProviderAnswer } from '../provider.ts';
import { phoneProviders, sandboxTarget } from '../registry.ts';
import { createCallBook } from './callBook.ts';
import { defaultFlags, type FlagChanges } from './flags.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from './startSandbox.ts';

const [orion, astra, nimbus] = phoneProviders as readonly [PhoneProvider, PhoneProvider, PhoneProvider];
const cleanUps: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  cleanUps.push(() => sandbox.close().catch(() => {}));
  return sandbox;
}

const quick = { latencyMs: { min: 0, max: 0 }, enforceLimits: false };
const allQuick: FlagChanges = { orion: quick, astra: quick, nimbus: quick };

function inputOf(provider: PhoneProvider, person: number): Readonly<Record<string, string>> {
  const lead: LookupLead = {
    firstName: 'Ana',
    lastName: `Pérez ${person}`,
    email: `ana${person}@acme.com`,
    jobTitle: 'CTO',
    companyName: null,
    companyWebsite: null,
    countryCode: null,
    linkedinUrl: null,
  };
  const result = provider.input(lead);
  if (!result.ok) throw new Error(result.reason.text);
  return result.input;
}

const ask = (
  { url }: { url: string },
  provider: PhoneProvider,
  person: number,
  signal: AbortSignal = AbortSignal.timeout(5_000),
): Promise<ProviderAnswer> => provider.ask(inputOf(provider, person), { ...sandboxTarget(provider, url), signal });

async function askMany(sandbox: Sandbox, provider: PhoneProvider, count: number): Promise<ProviderAnswer[]> {
  const answers: ProviderAnswer[] = [];
  for (let person = 0; person < count; person += 1) answers.push(await ask(sandbox, provider, person));
  return answers;
}

const part = (answers: readonly ProviderAnswer[], kind: ProviderAnswer['kind']): number =>
  answers.filter((answer) => answer.kind === kind).length / answers.length;

describe('the answers', () => {
  it('are found at the configured rate, with numbers reserved for fiction', async () => {
    const sandbox = await start({ overrides: { ...allQuick, orion: { ...quick, failureRate: 0 } } });
    for (const [provider, hitRate] of [
      [orion, 0.55],
      [astra, 0.3],
      [nimbus, 0.4],
    ] as const) {
      const answers = await askMany(sandbox, provider, 300);
      expect(part(answers, 'found')).toBeGreaterThan(hitRate - 0.09);
      expect(part(answers, 'found')).toBeLessThan(hitRate + 0.09);
      expect(part(answers, 'found') + part(answers, 'not_found')).toBe(1);
      const numbers = answers.flatMap((answer) => (answer.kind === 'found' ? [answer.phone.e164] : []));
      expect(numbers.filter((number) => !/^\+1\d{3}55501\d{2}$/u.test(number))).toEqual([]);
    }
  });

  it('are the same after a restart', async () => {
    const answers = [];
    for (let run = 0; run < 2; run += 1) {
      const sandbox = await start({ overrides: allQuick });
      answers.push([await askMany(sandbox, orion, 30), await askMany(sandbox, nimbus, 30)]);
      await sandbox.close();
    }
    expect(answers[1]).toEqual(answers[0]);
  });

  it('of a tenth of Orion’s inputs fail first, and succeed on a later call', async () => {
    const sandbox = await start({ overrides: allQuick });
    const first = await askMany(sandbox, orion, 300);
    expect(part(first, 'error')).toBeGreaterThan(0.05);
    expect(part(first, 'error')).toBeLessThan(0.16);
    const again = await askMany(sandbox, orion, 300);
    expect(part(again, 'error')).toBe(0);
    expect(again).toEqual(first.map((answer, person) => (answer.kind === 'error' ? again[person] : answer)));
  });

  it('take the configured time', async () => {
    const sandbox = await start({ overrides: { astra: { enforceLimits: false } } });
    await Promise.all(Array.from({ length: 40 }, (_, person) => ask(sandbox, astra, person)));
    const latencies = sandbox.calls().map(({ arrivedAtMs, endedAtMs }) => (endedAtMs ?? 0) - arrivedAtMs);
    expect(Math.min(...latencies)).toBeGreaterThanOrEqual(49);
    expect(Math.max(...latencies)).toBeGreaterThan(120);
    expect(sandbox.stats().astra.meanLatencyMs).toBeCloseTo(latencies.reduce((a, b) => a + b) / latencies.length, 5);
  });
});

describe('refused calls', () => {
  const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(url, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers });

  it('wrong keys, bodies, methods and addresses', async () => {
    const { url } = await start({ overrides: allQuick });
    const orionUrl = `${url}/api/tmp/orionConnect`;
    const key = { 'x-auth-me': 'mySecretKey123' };
    const good = { fullName: 'Ana', companyWebsite: 'acme.es' };
    expect((await post(orionUrl, good)).status).toBe(401);
    expect((await post(orionUrl, good, { 'x-auth-me': 'other' })).status).toBe(401);
    expect((await post(`${url}/api/tmp/astraDialer`, { email: 'a@b.es' }, { apiKey: 'x' })).status).toBe(401);
    expect((await post(`${url}/api/tmp/numbusLookup?api=x`, { email: 'a@b.es', jobTitle: 'CTO' })).status).toBe(401);
    expect((await post(orionUrl, '{"fullName', key)).status).toBe(400);
    expect((await post(orionUrl, { fullName: 'Ana' }, key)).status).toBe(400);
    expect((await post(orionUrl, { ...good, companyWebsite: 'https://acme.es' }, key)).status).toBe(400);
    expect((await post(orionUrl, { ...good, companyWebsite: 'www.acme.es' }, key)).status).toBe(400);
    expect((await post(orionUrl, 'x'.repeat(70_000), key)).status).toBe(413);
    expect((await fetch(orionUrl)).status).toBe(405);
    const page = await post(`${url}/api/tmp/nimbusLookup`, good);
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  });

  it('calls above the rate, until the second has passed', async () => {
    const sandbox = await start({ overrides: { nimbus: { latencyMs: { min: 0, max: 0 } } } });
    expect((await ask(sandbox, nimbus, 1)).kind).not.toBe('rate_limited');
    expect((await ask(sandbox, nimbus, 2)).kind).not.toBe('rate_limited');
    expect(await ask(sandbox, nimbus, 3)).toEqual({ kind: 'rate_limited', retryAfterMs: 1_000 });
    expect(sandbox.stats().nimbus).toMatchObject({
      calls: 3,
      rate: { limit: 2, maxInAnySecond: 3, violations: 1 },
      concurrency: { maxInFlight: 1, violations: 0 },
    });
    await vi.waitFor(async () => expect((await ask(sandbox, nimbus, 3)).kind).not.toBe('rate_limited'), 5_000);
  });

  it('calls above the concurrency limit', async () => {
    const sandbox = await start({ overrides: { nimbus: { ratePerSecond: 100 } } });
    const answers = await Promise.all([1, 2, 3].map((person) => ask(sandbox, nimbus, person)));
    expect(part(answers, 'rate_limited')).toBeCloseTo(1 / 3);
    expect(sandbox.stats().nimbus).toMatchObject({
      rate: { violations: 0 },
      concurrency: { limit: 2, inFlight: 0, maxInFlight: 3, violations: 1 },
    });
  });
});

describe('the statistics', () => {
  it('contain no violation at exactly the limit', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    cleanUps.push(() => void vi.useRealTimers());
    const book = createCallBook(
      'nimbus',
      () => ({ ratePerSecond: 2, maxConcurrent: 1, charge: 'found' }),
      () => 1,
    );
    for (const afterMs of [0, 400, 600, 400, 600]) {
      vi.advanceTimersByTime(afterMs);
      const { call, retryAfterMs } = book.arrive();
      expect(retryAfterMs).toBeNull();
      book.answered(call, 200, 'not_found', true);
    }
    expect(book.read()).toMatchObject({
      rate: { maxInAnySecond: 2, violations: 0 },
      concurrency: { maxInFlight: 1, violations: 0 },
    });
    vi.advanceTimersByTime(399);
    expect(book.arrive().retryAfterMs).toBeCloseTo(1);
    expect(book.read().rate).toMatchObject({ maxInAnySecond: 3, violations: 1 });
  });

  it('charge numbers only, or by call every answer and every disconnected call', async () => {
    const sandbox = await start({ overrides: { ...allQuick, orion: { ...quick, hitRate: 0, failureRate: 0 } } });
    await ask(sandbox, orion, 1);
    expect(sandbox.stats().orion).toMatchObject({ calls: 1, notFound: 1, charged: 0 });
    sandbox.setFlags({ orion: { hitRate: 1 } });
    await ask(sandbox, orion, 2);
    expect(sandbox.stats().orion).toMatchObject({ found: 1, charged: 1 });

    sandbox.setFlags({ orion: { charge: 'call', hitRate: 0 } });
    await ask(sandbox, orion, 3);
    sandbox.setFlags({ orion: { garbage: 'html' } });
    await ask(sandbox, orion, 4);
    sandbox.setFlags({ orion: { garbage: 'none', status: 500 } });
    await ask(sandbox, orion, 5);
    expect(sandbox.calls().map(({ charged }) => charged)).toEqual([false, true, true, true, false]);
    sandbox.setFlags({ orion: { status: null, hang: true } });
    await ask(sandbox, orion, 6, AbortSignal.timeout(60));
    await vi.waitFor(() => expect(sandbox.stats().orion).toMatchObject({ aborted: 1, charged: 4 }));
  });

  it('count a repeated input after its answer, not after a failure', async () => {
    const sandbox = await start({ overrides: { ...allQuick, orion: { ...quick, failureRate: 1 } } });
    await ask(sandbox, orion, 1);
    await ask(sandbox, orion, 1);
    expect(sandbox.stats().orion).toMatchObject({ calls: 2, doubleCalls: 0, byStatus: { 200: 1, 500: 1 } });
    await ask(sandbox, orion, 1);
    await ask(sandbox, orion, 2);
    expect(sandbox.stats().orion).toMatchObject({ calls: 4, doubleCalls: 1 });
    expect(sandbox.calls().map(({ double }) => double)).toEqual([false, false, true, false]);
  });

  it('list each call, by the hash of its input', async () => {
    const sandbox = await start({ overrides: allQuick });
    await ask(sandbox, astra, 1);
    const between = performance.timeOrigin + performance.now();
    await ask(sandbox, nimbus, 1);
    const all = await (await fetch(`${sandbox.url}/__calls`)).json();
    expect(all).toEqual(sandbox.calls());
    expect(all).toMatchObject([
      { seq: 1, provider: 'astra', inputHash: hashInput(inputOf(astra, 1)), status: 200, aborted: false },
      { seq: 2, provider: 'nimbus', inputHash: hashInput(inputOf(nimbus, 1)), status: 200, aborted: false },
    ]);
    const later = await (await fetch(`${sandbox.url}/__calls?since=${between}`)).json();
    expect(later).toMatchObject([{ seq: 2 }]);
  });

  it('count disconnected callers', async () => {
    const sandbox = await start({ overrides: { ...allQuick, astra: { ...quick, hang: true } } });
    expect(await ask(sandbox, astra, 1, AbortSignal.timeout(60))).toMatchObject({ reason: { code: 'timeout' } });
    await vi.waitFor(() => expect(sandbox.stats().astra).toMatchObject({ aborted: 1, concurrency: { inFlight: 0 } }));
    expect(sandbox.calls()).toMatchObject([{ aborted: true, status: null, outcome: null }]);
  });

  it('drop their oldest calls', async () => {
    const sandbox = await start({ overrides: allQuick, maxLoggedCalls: 10 });
    await askMany(sandbox, astra, 40);
    expect(sandbox.calls().length).toBeLessThanOrEqual(11);
    expect(sandbox.calls().at(-1)?.seq).toBe(40);
    expect(sandbox.stats().astra.calls).toBe(40);
  });
});

describe('the flags', () => {
  const setFlags = (url: string, changes: unknown) =>
    fetch(`${url}/__flags`, { method: 'POST', body: JSON.stringify(changes) });

  it.each<[FlagChanges['orion'], unknown]>([
    [{ garbage: 'html' }, { kind: 'error', reason: { code: 'not_json' } }],
    [{ garbage: 'wrong_schema' }, { kind: 'error', reason: { code: 'unexpected_answer' } }],
    [{ garbage: 'truncated' }, { kind: 'error', reason: { code: 'network' }, uncertain: true }],
    [{ status: 503 }, { kind: 'error', httpStatus: 503 }],
    [{ status: 404 }, { kind: 'error', fault: 'endpoint_not_found' }],
    [{ status: 429 }, { kind: 'rate_limited' }],
    [{ status: 204 }, { kind: 'not_found', httpStatus: 204 }],
    [{ hitRate: 1 }, { kind: 'found' }],
    [{ hitRate: 0 }, { kind: 'not_found' }],
  ])('%j applies at once, for every provider', async (changed, expected) => {
    const sandbox = await start({ overrides: { ...allQuick, orion: { ...quick, failureRate: 0 } } });
    expect((await setFlags(sandbox.url, { orion: changed, astra: changed, nimbus: changed })).status).toBe(200);
    for (const provider of phoneProviders) expect(await ask(sandbox, provider, 1)).toMatchObject(expected as object);
  });

  it('refuse unknown flags', async () => {
    const { url } = await start();
    expect((await setFlags(url, { orion: { hitrate: 1 } })).status).toBe(400);
    expect((await setFlags(url, { vega: {} })).status).toBe(400);
  });

  it('and the counts are initial after a reset', async () => {
    const sandbox = await start({ overrides: allQuick });
    await setFlags(sandbox.url, { astra: { hitRate: 1 } });
    await ask(sandbox, astra, 1);
    expect((await fetch(`${sandbox.url}/__reset`, { method: 'POST' })).status).toBe(200);
    expect(await (await fetch(`${sandbox.url}/__stats`)).json()).toMatchObject({ astra: { calls: 0, found: 0 } });
    expect(sandbox.calls()).toEqual([]);
    expect(await (await fetch(`${sandbox.url}/__flags`)).json()).toMatchObject({ astra: { ...quick, hitRate: 0.3 } });
  });

  it('have these defaults', () => {
    expect(defaultFlags).toMatchObject({
      orion: {
        hitRate: 0.55,
        latencyMs: { min: 600, max: 1_500 },
        failureRate: 0.1,
        ratePerSecond: 5,
        maxConcurrent: 3,
      },
      astra: { hitRate: 0.3, latencyMs: { min: 50, max: 150 }, failureRate: 0, ratePerSecond: 10, maxConcurrent: 10 },
      nimbus: { hitRate: 0.4, latencyMs: { min: 300, max: 600 }, failureRate: 0, ratePerSecond: 2, maxConcurrent: 2 },
    });
  });
});

describe('as a process of its own', () => {
  it('prints its address, answers, and ends on a signal', async () => {
    const process = run(['--flags', JSON.stringify(allQuick)]);
    const { url } = await firstLine(process);
    expect((await ask({ url }, astra, 1)).kind).toMatch(/found/u);
    process.kill('SIGTERM');
    expect(await once(process, 'exit')).toEqual([0, null]);
  }, 20_000);

  it('ends with its parent if configured, also when a signal arrives at once', async () => {
    const process = run(['--with-parent'], 'pipe');
    await firstLine(process);
    process.kill('SIGTERM');
    process.stdin?.destroy();
    expect(await once(process, 'exit')).toEqual([0, null]);
  }, 20_000);

  it('refuses a port that is taken', async () => {
    const sandbox = await start();
    await expect(startSandbox({ port: Number(new URL(sandbox.url).port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  function run(args: readonly string[], stdin: 'ignore' | 'pipe' = 'ignore'): ChildProcess {
    const tsx = createRequire(import.meta.url).resolve('tsx');
    const main = new URL('main.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, ['--import', tsx, main, ...args], { stdio: [stdin, 'pipe', 'inherit'] });
    cleanUps.push(() => void child.kill('SIGKILL'));
    return child;
  }
});

async function firstLine(child: ChildProcess): Promise<{ url: string }> {
  if (child.stdout === null) throw new Error('the sandbox has no output');
  for await (const line of createInterface(child.stdout)) return JSON.parse(line) as { url: string };
  throw new Error('the sandbox said nothing');
}
