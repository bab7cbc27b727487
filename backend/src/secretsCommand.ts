import { readConfig } from './config.ts';
import { openDatabase } from './db/database.ts';
import { explainFault } from './explainFault.ts';
import { rotateKey } from './rotateKey.ts';
import { rootDir } from './rootDir.ts';

// `npm run secrets -- rotate`: seals the secrets of providers with another key.
const usage = `Usage: npm run secrets -- rotate

Seals the secrets of providers on Postgres with the key SECRETS_KEY instead of SECRETS_KEY_OLD (32 bytes in base64 each).
Stop all processes of the database first. Afterwards start them with SECRETS_KEY, and remove SECRETS_KEY_OLD.
`;

try {
  const [command, ...rest] = process.argv.slice(2);
  if (command !== 'rotate' || rest.length > 0) {
    process.stderr.write(usage);
    process.exit(1);
  }
  const config = readConfig(rootDir);
  const database = await openDatabase(config.databaseUrl.reveal());
  try {
    const count = await rotateKey(database, config);
    process.stdout.write(`${count === 1 ? '1 secret is' : `${count} secrets are`} sealed with the new key.\n`);
  } finally {
    await database.close();
  }
} catch (error) {
  process.stderr.write(`${explainFault(error)}\n`);
  process.exit(1);
}
