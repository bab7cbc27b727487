import type { Sql } from '../db/database.ts';
import { AppError } from '../platform/errors.ts';
import { seal, unseal } from '../platform/seal.ts';

const row = { key: 'secretsProof' };
const context = 'secrets proof';
const text = 'The key of this database';

/** Thrown at start when this process can't open the secrets of its database. */
export class SecretsKeyRefused extends Error {
  override readonly name = 'SecretsKeyRefused';
}

/**
 * Checks that a key is the one of this database, in the transaction that stores secrets with it. The first key of a
 * database leaves a proof, so that no process seals secrets with a key that the others don't have.
 * @throws AppError conflict
 */
export async function mustBeKeyOfDatabase(sql: Sql, key: Uint8Array): Promise<void> {
  // One process owns the data, with its key beside it. Who lost the key enters the secrets again.
  if (sql.dialect === 'sqlite') return;
  await sql.prisma.setting.upsert({
    where: row,
    create: { ...row, value: seal(key, text, context) },
    update: row,
  });
  const stored = await sql.prisma.setting.findUniqueOrThrow({ where: row });
  if (unseal(key, stored.value, context) === text) return;
  throw new AppError(
    'conflict',
    'SECRETS_KEY of this process is not the key of this database. Set the same SECRETS_KEY for all processes, and restart. Nothing was saved.',
  );
}

/**
 * Checks at the start of a process that it can open the stored secrets. A database without secrets needs no key.
 * @param key returns the key of this process. @throws AppError when it has none
 * @throws SecretsKeyRefused
 */
export async function checkSecretsKey(sql: Sql, key: () => Uint8Array): Promise<void> {
  if (sql.dialect === 'sqlite') return;
  const proof = await sql.prisma.setting.findUnique({ where: row });
  const secret = await sql.prisma.providerSecret.findFirst();
  if (proof === null && secret === null) return;
  let own: Uint8Array;
  try {
    own = key();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new SecretsKeyRefused(
      'This database has secrets of providers, and SECRETS_KEY is not set. Set it to the key of the other processes.',
    );
  }
  const isKey =
    proof === null
      ? secret !== null && unseal(own, secret.sealed, contextOf(secret)) !== null
      : unseal(own, proof.value, context) === text;
  if (isKey) return;
  throw new SecretsKeyRefused(
    'SECRETS_KEY is not the key of this database: its secrets of providers could not be opened. Set the key that was used before. To change the key, run npm run secrets -- rotate.',
  );
}

/** What a sealed secret is bound to. */
export const contextOf = ({ providerId, name }: { providerId: string; name: string }): string =>
  `${providerId}/${name}`;

/**
 * Seals all secrets with another key, in one transaction. Call it while no process of this database runs.
 * @returns the number of secrets
 * @throws SecretsKeyRefused when the old key does not open all of them; nothing is changed then
 */
export async function rotateSecrets(sql: Sql, from: Uint8Array, to: Uint8Array): Promise<number> {
  const proof = await sql.prisma.setting.findUnique({ where: row });
  if (proof !== null && unseal(from, proof.value, context) !== text) {
    throw new SecretsKeyRefused('SECRETS_KEY_OLD is not the key of this database. Nothing was changed.');
  }
  const secrets = await sql.prisma.providerSecret.findMany();
  for (const secret of secrets) {
    const where = { providerId: secret.providerId, name: secret.name };
    const value = unseal(from, secret.sealed, contextOf(secret));
    if (value === null) {
      throw new SecretsKeyRefused(
        `The secret "${secret.name}" of ${secret.providerId} could not be opened with SECRETS_KEY_OLD. Nothing was changed.`,
      );
    }
    const sealed = seal(to, value, contextOf(secret));
    const { count } = await sql.prisma.providerSecret.updateMany({
      where: { ...where, sealed: secret.sealed },
      data: { sealed },
    });
    if (count === 0) throw new SecretsKeyRefused('A secret was changed meanwhile. Nothing was changed. Try again.');
  }
  const value = seal(to, text, context);
  await sql.prisma.setting.upsert({ where: row, create: { ...row, value }, update: { value } });
  return secrets.length;
}
