import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import { takeModeTurn, runsElsewhere } from './lookups/mode/modeClaim.ts';
import { rotateSecrets, SecretsKeyRefused } from './providers/secretsProof.ts';

/**
 * Seals all secrets of a Postgres database with `SECRETS_KEY` instead of `SECRETS_KEY_OLD`. Refuses while a process runs on
 * it: that process has the old key, and its calls would fail.
 * @returns the number of secrets
 * @throws SecretsKeyRefused; nothing is changed then
 */
export async function rotateKey(
  database: Database,
  { secretsKey, oldSecretsKey }: Pick<Config, 'secretsKey' | 'oldSecretsKey'>,
): Promise<number> {
  if (database.dialect === 'sqlite') {
    throw new SecretsKeyRefused(
      'Keys are changed on Postgres only. On SQLite the key is secrets.key in the data folder. Nothing was changed.',
    );
  }
  if (secretsKey === null || oldSecretsKey === null) {
    throw new SecretsKeyRefused(
      'Set SECRETS_KEY_OLD to the old key and SECRETS_KEY to the new one. Nothing was changed.',
    );
  }
  const from = Buffer.from(oldSecretsKey.reveal(), 'base64');
  const to = Buffer.from(secretsKey.reveal(), 'base64');
  return database.transaction(async (sql) => {
    // A process that starts waits for this transaction.
    await takeModeTurn(sql);
    if (await runsElsewhere(sql)) {
      throw new SecretsKeyRefused('Processes run on this database. Stop them first. Nothing was changed.');
    }
    return rotateSecrets(sql, from, to);
  });
}
