import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { postgresTestDatabase, sqliteTestDatabase, type TestDatabase } from './db/testDatabase.ts';
import { claimMode } from './lookups/mode/modeClaim.ts';
import { systemClock } from './platform/clock.ts';
import { createLogger } from './platform/logger.ts';
import { createProviderSecrets } from './providers/secrets.ts';
import { rotateKey } from './rotateKey.ts';
import { rootDir } from './rootDir.ts';

const key = (fill: number): Uint8Array => Buffer.alloc(32, fill);
const base64 = (fill: number): string => Buffer.alloc(32, fill).toString('base64');
/** As the command reads it. */
const configOf = (environment: Record<string, string>) => readConfig(rootDir, environment);

let database: TestDatabase;
beforeEach(async () => {
  database = await postgresTestDatabase();
  await database.transaction((sql) =>
    createProviderSecrets(() => key(1)).write(sql, 'orion', { key: 'one' }, new Date(0)),
  );
});
afterEach(() => database.close());

test('the secrets are sealed with the new key, while no process runs', async () => {
  const keys = configOf({ SECRETS_KEY: base64(2), SECRETS_KEY_OLD: base64(1) });
  const running = await claimMode({
    ...{ database, databaseUrl: database.url, claim: null, clock: systemClock },
    log: createLogger('silent'),
  });
  await expect(rotateKey(database, keys)).rejects.toThrow('Stop them first. Nothing was changed.');
  await running.close();
  expect(await rotateKey(database, keys)).toBe(1);
  expect(await createProviderSecrets(() => key(2)).open(database, 'orion')).toEqual({ key: 'one' });
});

test('both keys are needed, on Postgres', async () => {
  await expect(rotateKey(database, configOf({ SECRETS_KEY: base64(2) }))).rejects.toThrow('Set SECRETS_KEY_OLD');
  await expect(rotateKey(database, configOf({ SECRETS_KEY_OLD: base64(1) }))).rejects.toThrow('and SECRETS_KEY');
  const sqlite = await sqliteTestDatabase();
  const keys = configOf({ SECRETS_KEY: base64(2), SECRETS_KEY_OLD: base64(1) });
  await expect(rotateKey(sqlite, keys)).rejects.toThrow('on Postgres only');
  await sqlite.close();
});
