import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'tinygenesy-config-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function problemsOf(environment: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(root, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test('needs no variable', () => {
  const config = readConfig(root, {});
  expect(config).toMatchObject({
    port: 4000,
    host: '127.0.0.1',
    apiKey: null,
    dataDir: path.join(root, '.data'),
    dialect: 'sqlite',
    roles: { api: true, worker: true },
    logLevel: 'info',
    currency: 'EUR',
    temporal: { address: null, namespace: 'default', tls: false, port: null, cliPath: null },
    modeClaim: null,
    dnsServers: [],
    openBrowser: true,
  });
  expect(config.databaseUrl.reveal()).toBe(`file:${path.join(root, '.data', 'tinygenesy.db')}`);
  expect(Object.isFrozen(config.temporal)).toBe(true);
});

test('the environment wins over .env, and blank means not set', () => {
  writeFileSync(path.join(root, '.env'), 'PORT=5000\nCURRENCY=USD\nLOG_LEVEL=debug\n');
  expect(readConfig(root, { PORT: '6000', CURRENCY: ' ' })).toMatchObject({
    port: 6000,
    currency: 'USD',
    logLevel: 'debug',
  });
});

test('all problems are reported at once, each with the name of its variable', () => {
  const problems = problemsOf({
    PORT: '99999',
    HOST: '0.0.0.0',
    ROLES: 'api',
    LOG_LEVEL: 'loud',
    CURRENCY: 'euro',
    TEMPORAL_ADDRESS: 'somewhere',
    TEMPORAL_PORT: 'x',
    PROVIDERS: 'both',
    ORION_URL: 'ftp://x',
    DNS_SERVERS: '1.1.1.1:53,x',
    OPEN_BROWSER: 'maybe',
    DATABASE_URL: 'mysql://root:hunter2@x',
  });
  for (const name of ['PORT', 'HOST', 'LOG_LEVEL', 'CURRENCY', 'TEMPORAL_ADDRESS', 'TEMPORAL_PORT', 'PROVIDERS']) {
    expect(problems.filter((problem) => problem.startsWith(`${name} `))).toHaveLength(1);
  }
  for (const name of ['ORION_URL', 'DNS_SERVERS', 'OPEN_BROWSER', 'DATABASE_URL']) {
    expect(problems.filter((problem) => problem.startsWith(`${name} `))).toHaveLength(1);
  }
  expect(problems.join()).not.toContain('hunter2');
});

test('a key must be set where others can reach the server', () => {
  expect(problemsOf({ HOST: '0.0.0.0' })).toEqual([expect.stringContaining('API_KEY')]);
  expect(problemsOf({ HOST: '192.168.1.7' })).toHaveLength(1);
  expect(problemsOf({ HOST: '0.0.0.0', API_KEY: 'long-enough' })).toEqual([]);
  for (const host of ['localhost', '127.0.0.1', '127.8.8.8', '::1']) expect(problemsOf({ HOST: host })).toEqual([]);
});

test('one role alone needs Postgres', () => {
  expect(problemsOf({ ROLES: 'worker' })).toEqual([expect.stringContaining('ROLES must be api,worker on SQLite')]);
  expect(problemsOf({ ROLES: 'worker, api' })).toEqual([]);
  expect(readConfig(root, { ROLES: 'worker', DATABASE_URL: 'postgresql://u:p@h/db' })).toMatchObject({
    roles: { api: false, worker: true },
    dialect: 'postgres',
  });
});

test('PROVIDERS fixes the mode; unset, it is a setting', () => {
  expect(readConfig(root, {}).modeClaim).toBeNull();
  expect(readConfig(root, { PROVIDERS: 'sandbox' })).toMatchObject({
    modeClaim: 'sandbox',
    providers: { orion: { isOff: false } },
  });
  expect(readConfig(root, { PROVIDERS: 'live' }).modeClaim).toBe('live');
});

test('an endpoint of one’s own fixes live mode, and providers without one are off', () => {
  const config = readConfig(root, { ASTRA_URL: 'http://127.0.0.1:9/astra', ASTRA_API_KEY: 'k' });
  expect(config.modeClaim).toBe('live');
  expect(config.providers.astra).toMatchObject({ url: 'http://127.0.0.1:9/astra', isOff: false });
  expect(config.providers.orion).toEqual({ url: null, apiKey: null, isOff: true });
  const both = readConfig(root, { ASTRA_URL: 'http://127.0.0.1:9/astra', PROVIDERS: 'live' });
  expect(both.providers.orion.isOff).toBe(false);
});

test('a key for Temporal turns TLS on', () => {
  expect(readConfig(root, { TEMPORAL_API_KEY: 'k' }).temporal.tls).toBe(true);
  expect(readConfig(root, { TEMPORAL_API_KEY: 'k', TEMPORAL_TLS: 'false' }).temporal.tls).toBe(false);
});

test('no secret can be printed', () => {
  const config = readConfig(root, {
    API_KEY: 'hunter2-api',
    ORION_API_KEY: 'hunter2-orion',
    TEMPORAL_API_KEY: 'hunter2-temporal',
    DATABASE_URL: 'postgresql://u:hunter2@h/db',
  });
  expect(
    JSON.stringify(config) + inspect(config, { depth: 9, showHidden: true }) + String(config.apiKey),
  ).not.toContain('hunter2');
  expect(config.apiKey?.reveal()).toBe('hunter2-api');
});
