import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getTemporal, serverVersion } from './temporal.mjs';

const good = 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)';
const built = 'temporal version 0.0.0-DEV (Server 1.29.1, UI 2.42.1)';
const old = 'temporal version 1.3.0 (Server 1.27.1, UI 2.36.0)';

let root;
let server;
let served;

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'get-temporal-'));
  served = {};
  server = createServer((request, response) => {
    const answer = served[new URL(request.url, 'http://x').pathname];
    response.writeHead(answer ? 200 : 404).end(answer);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true, force: true });
});

const here = () => `http://127.0.0.1:${server.address().port}`;
const copies = () => path.join(root, 'copies');
const copy = () => path.join(copies(), 'temporal-1.5.1');
const leftovers = () => (existsSync(copies()) ? readdirSync(copies()).filter((name) => name !== 'temporal-1.5.1') : []);

/** Creates a program in a new folder and returns the folder. */
function program(name, script, folder = `bin-${Math.random()}`) {
  const dir = path.join(root, folder);
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, name), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(dir, name), 0o755);
  return dir;
}

const temporal = (version, folder) => program('temporal', `echo "${version}"`, folder);

function get({ folders = [], variable, ...options } = {}) {
  return getTemporal({
    dir: copies(),
    downloadUrl: here(),
    env: { PATH: [...folders, '/usr/bin', '/bin'].join(':'), TEMPORAL_CLI_PATH: variable },
    ...options,
  });
}

/** Makes the download server serve an archive with a program of this version. */
function serveArchive(version) {
  const dir = temporal(version);
  const archive = path.join(root, 'archive.tar.gz');
  execFileSync('tar', ['-czf', archive, '-C', dir, 'temporal']);
  served['/cli/v1.5.1'] = JSON.stringify({ archiveUrl: `${here()}/archive`, fileToExtract: 'temporal' });
  served['/archive'] = readFileSync(archive);
}

/** Creates a fake Go whose `install` creates a program of this version and a read-only module cache. */
const go = (version) =>
  program(
    'go',
    `[ "$1" = version ] && exit 0
mkdir -p "$GOMODCACHE/module/inner" && echo x > "$GOMODCACHE/module/inner/file" && chmod -R a-w "$GOMODCACHE"
[ -z "${version}" ] && { echo "go: module lookup disabled" >&2; exit 1; }
printf '#!/bin/sh\\necho "${version}"\\n' > "$GOBIN/temporal" && chmod 755 "$GOBIN/temporal"`,
  );

it.each([
  [good, [1, 29, 1]],
  [built, [1, 29, 1]],
  ['temporal version 2.0.0 (Server 2.1, UI 3)', [2, 1, 0]],
  ['tctl version 1.18.1', null],
])('reads the server out of "%s"', (text, expected) => {
  expect(serverVersion(text)).toEqual(expected);
});

describe('on PATH', () => {
  it.each([good, built])('takes "%s"', async (version) => {
    const dir = temporal(version);
    expect(await get({ folders: [dir] })).toBe(path.join(dir, 'temporal'));
  });

  it('skips a program that is too old, not executable or broken, and takes a later one', async () => {
    const notExecutable = temporal(good);
    chmodSync(path.join(notExecutable, 'temporal'), 0o644);
    const later = temporal(good);
    const folders = [temporal(old), program('temporal', 'exit 3'), notExecutable, later];
    expect(await get({ folders })).toBe(path.join(later, 'temporal'));
  });
});

describe('TEMPORAL_CLI_PATH', () => {
  it('has priority over PATH', async () => {
    const variable = path.join(temporal(good), 'temporal');
    expect(await get({ folders: [temporal(good)], variable })).toBe(variable);
  });

  it('is not replaced when it is not usable', async () => {
    const variable = path.join(temporal(old), 'temporal');
    await expect(get({ folders: [temporal(good)], variable })).rejects.toThrow(
      `TEMPORAL_CLI_PATH is ${variable}, which is not a usable Temporal CLI: its server is 1.27.1, older than 1.29.`,
    );
  });
});

it('prefers the copy of an earlier start to a download', async () => {
  temporal(good, 'copies');
  execFileSync('mv', [path.join(copies(), 'temporal'), copy()]);
  expect(await get()).toBe(copy());
});

describe('the download', () => {
  it('unpacks the program, keeps it and leaves no other file', async () => {
    serveArchive(good);
    expect(await get()).toBe(copy());
    expect(execFileSync(copy(), { encoding: 'utf8' }).trim()).toBe(good);
    expect(leftovers()).toEqual([]);
    served = {};
    expect(await get()).toBe(copy());
  });

  it('with an old server is not kept', async () => {
    serveArchive(old);
    await expect(get()).rejects.toThrow('the download of version 1.5.1: its server is 1.27.1');
    expect(existsSync(copy())).toBe(false);
    expect(leftovers()).toEqual([]);
  });

  it('that is damaged is replaced by a build with Go', async () => {
    serveArchive(good);
    served['/archive'] = 'no archive';
    expect(await get({ folders: [go(built)] })).toBe(copy());
    expect(execFileSync(copy(), { encoding: 'utf8' }).trim()).toBe(built);
    expect(leftovers()).toEqual([]);
  });
});

it('a failed build with Go leaves no files, not even its read-only caches', async () => {
  await expect(get({ folders: [go('')] })).rejects.toThrow('a build with Go: go: module lookup disabled');
  expect(leftovers()).toEqual([]);
});

it('a stopped build ends its processes and leaves no files', async () => {
  const pidFile = path.join(root, 'pid');
  const slow = program('go', `[ "$1" = version ] && exit 0\necho $$ > ${pidFile}\nsleep 600`);
  const abort = new AbortController();
  const stopped = get({ folders: [slow], signal: abort.signal });
  await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8').length > 0).toBe(true);
  abort.abort();
  await expect(stopped).rejects.toThrow();
  expect(() => process.kill(Number(readFileSync(pidFile, 'utf8')), 0)).toThrow('ESRCH');
  expect(leftovers()).toEqual([]);
});

it('lists every source that it tried and the remedies when all fail', async () => {
  const failure = await get({ folders: [temporal(old)], downloadUrl: 'http://127.0.0.1:9' }).catch((error) => error);
  expect(failure.name).toBe('Stop');
  const lines = failure.message.split('\n');
  expect(lines.slice(1, 6)).toEqual([
    '  - TEMPORAL_CLI_PATH: not set',
    expect.stringMatching(/^ {2}- "temporal" on PATH: .*: its server is 1\.27\.1, older than 1\.29$/),
    '  - a copy of an earlier start: not found',
    expect.stringMatching(/^ {2}- the download of version 1\.5\.1: 127\.0\.0\.1:9 can't be read/),
    '  - a build with Go: Go is not installed',
  ]);
  expect(lines[6]).toContain('TEMPORAL_ADDRESS');
});
