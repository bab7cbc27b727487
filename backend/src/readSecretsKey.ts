import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from './config.ts';
import { AppError } from './platform/errors.ts';

/**
 * Returns the 32 bytes that encrypt the secrets of providers: `SECRETS_KEY`, or on SQLite a generated file beside the data,
 * which only its owner can read.
 * @throws AppError conflict on Postgres without `SECRETS_KEY`, because the processes of a cluster share no folder
 */
export function readSecretsKey({
  secretsKey,
  dialect,
  dataDir,
}: Pick<Config, 'secretsKey' | 'dialect' | 'dataDir'>): Uint8Array {
  if (secretsKey !== null) return Buffer.from(secretsKey.reveal(), 'base64');
  if (dialect === 'postgres') {
    throw new AppError(
      'conflict',
      'Secrets need SECRETS_KEY on Postgres. Set it to 32 bytes in base64 (openssl rand -base64 32) for all processes, and restart. Nothing was saved.',
    );
  }
  const file = path.join(dataDir, 'secrets.key');
  try {
    return readKey(file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
    return readKey(file);
  }
}

function readKey(file: string): Uint8Array {
  const key = Buffer.from(readFileSync(file, 'utf8'), 'base64');
  if (key.length !== 32)
    throw new AppError(
      'conflict',
      `${path.basename(file)} in the data folder is damaged. Restore it from a copy, or delete it and enter the secrets again.`,
    );
  return key;
}
