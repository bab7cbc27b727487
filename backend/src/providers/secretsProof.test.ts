import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { postgresTestDatabase, sqliteTestDatabase, type TestDatabase } from '../db/testDatabase.ts';
import { AppError } from '../platform/errors.ts';
import { createProviderSecrets } from './secrets.ts';
import { checkSecretsKey, rotateSecrets, SecretsKeyRefused } from './secretsProof.ts';

const first = new Uint8Array(32).fill(1);
const second = new Uint8Array(32).fill(2);
const now = new Date('2026-05-03T10:00:00.000Z');
const none = (): never => {
  throw new AppError('conflict', 'Secrets need SECRETS_KEY');
};

describe('the key of a database’s secrets on Postgres', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await postgresTestDatabase();
  });
  afterEach(() => database.close());

  const write = (key: Uint8Array, values: Record<string, string>, providerId = 'orion') =>
    database.transaction((sql) => createProviderSecrets(() => key).write(sql, providerId, values, now));
  const read = (key: Uint8Array, providerId = 'orion') => createProviderSecrets(() => key).open(database, providerId);

  test('is not needed before the first secret; then a start without it, or with another one, is refused', async () => {
    await checkSecretsKey(database, none);
    await write(first, { key: 'one' });
    await checkSecretsKey(database, () => first);
    await expect(checkSecretsKey(database, none)).rejects.toThrow(/SECRETS_KEY is not set/u);
    await expect(checkSecretsKey(database, () => second)).rejects.toThrow(SecretsKeyRefused);
    // Also after the last secret was deleted: another process may have the old key.
    await write(first, { key: '' });
    await expect(checkSecretsKey(database, () => second)).rejects.toThrow(SecretsKeyRefused);
  });

  test('is the first one: a process with another key saves nothing', async () => {
    await write(first, { key: 'one' });
    await expect(write(second, { key: 'two' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await read(first)).toEqual({ key: 'one' });
    await expect(read(second)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('of two processes that save the first secret at once, one key stays', async () => {
    const results = await Promise.allSettled([write(first, { key: 'one' }), write(second, { key: 'two' })]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [won, value] = results[0].status === 'fulfilled' ? [first, 'one'] : [second, 'two'];
    expect(await read(won)).toEqual({ key: value });
  });

  test('of a database without a proof is checked by a secret', async () => {
    await write(first, { key: 'one' });
    await database.prisma.setting.deleteMany({ where: { key: 'secretsProof' } });
    await checkSecretsKey(database, () => first);
    await expect(checkSecretsKey(database, () => second)).rejects.toThrow(SecretsKeyRefused);
  });

  test('is changed for all secrets or for none', async () => {
    await write(first, { key: 'one' });
    await write(first, { sid: 'two', token: 'three' }, 'twilio');
    const rotate = (from: Uint8Array, to: Uint8Array) => database.transaction((sql) => rotateSecrets(sql, from, to));
    await expect(rotate(second, first)).rejects.toThrow('SECRETS_KEY_OLD is not the key of this database');
    expect(await rotate(first, second)).toBe(3);
    expect(await read(second)).toEqual({ key: 'one' });
    expect(await read(second, 'twilio')).toEqual({ sid: 'two', token: 'three' });
    await checkSecretsKey(database, () => second);
    await expect(checkSecretsKey(database, () => first)).rejects.toThrow(SecretsKeyRefused);
    const marks = await createProviderSecrets(() => second).list(database);
    expect(marks.map(({ setAt }) => setAt)).toEqual([now, now, now]);

    await database.prisma.providerSecret.updateMany({ where: { name: 'sid' }, data: { sealed: 'AAAA' } });
    await expect(rotate(second, first)).rejects.toThrow('"sid" of twilio');
    expect(await read(second)).toEqual({ key: 'one' });
  });
});

test('on SQLite secrets can be entered again after the key was lost', async () => {
  const database = await sqliteTestDatabase();
  try {
    await database.transaction((sql) => createProviderSecrets(() => first).write(sql, 'orion', { key: 'one' }, now));
    const after = createProviderSecrets(() => second);
    await checkSecretsKey(database, () => second);
    await expect(after.open(database, 'orion')).rejects.toMatchObject({ code: 'conflict' });
    await database.transaction((sql) => after.write(sql, 'orion', { key: 'two' }, now));
    expect(await after.open(database, 'orion')).toEqual({ key: 'two' });
  } finally {
    await database.close();
  }
});
