// Writes src/emails/verdict/disposableDomains.ts anew from the newest release of the CC0 list: pnpm refresh:disposable
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';

const name = 'disposable-email-domains-js';
const require = createRequire(import.meta.url);
const { version } = require(`${name}/package.json`);
const domains = require(name).disposableEmailBlocklist();
const times = JSON.parse(execFileSync('npm', ['view', name, 'time', '--json'], { encoding: 'utf8' }));
const date = String(times[version]).slice(0, 10);

const lines = [''];
for (const domain of domains.toSorted()) {
  if (lines.at(-1).length + domain.length > 114) lines.push('');
  lines[lines.length - 1] += lines.at(-1) === '' ? domain : ` ${domain}`;
}

writeFileSync(
  new URL('src/emails/verdict/disposableDomains.ts', import.meta.url),
  `/**
 * Domains of disposable addresses: the list disposable-email-domains (CC0-1.0) as in ${name} ${version}
 * of ${date}. Written by \`pnpm refresh:disposable\`.
 */
export const disposableDomains: ReadonlySet<string> = new Set(
  \`${lines.join('\n   ')}\`.split(/\\s+/u),
);
`,
);
process.stdout.write(`${domains.length} domains of ${date}\n`);
