// Writes src/emails/verdict/disposableDomains.json from the newest release of the CC0 list: pnpm refresh:disposable
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';

const name = 'disposable-email-domains-js';
const require = createRequire(import.meta.url);
const { version } = require(`${name}/package.json`);
const times = JSON.parse(execFileSync('npm', ['view', name, 'time', '--json'], { encoding: 'utf8' }));
const list = {
  source: `${name} ${version} of ${String(times[version]).slice(0, 10)}`,
  license: 'CC0-1.0',
  domains: require(name).disposableEmailBlocklist().toSorted(),
};
writeFileSync(
  new URL('src/emails/verdict/disposableDomains.json', import.meta.url),
  `${JSON.stringify(list, null, 2)}\n`,
);
process.stdout.write(`${list.domains.length} domains, ${list.source}\n`);
