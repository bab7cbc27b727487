// Finds a Temporal CLI with a recent server. Run as a command, it prints the path of the program.
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheDir } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { fileSystemStop, Stop } from './lib/stop.mjs';

const cliVersion = '1.5.1';
const leastServer = [1, 29];
const exe = process.platform === 'win32' ? '.exe' : '';
const answerTimeoutMs = 10_000;
const downloadTimeoutMs = 180_000;
const scratchPrefix = 'making-';
const scratchIsOldMs = 3_600_000;
const buildNeedsBytes = 3 * 1024 ** 3;
/** From here on the compiler may collect its garbage later, which takes a sixth of its CPU time. */
const muchMemoryBytes = 16 * 1024 ** 3;

/**
 * Returns the path of a Temporal CLI with a server ≥ 1.29. Sources, in order: TEMPORAL_CLI_PATH, PATH, the copy of an
 * earlier start, the download that Temporal's SDKs use, a build with Go.
 *
 * @param {{signal?: AbortSignal, say?: (line: string) => void, dir?: string, downloadUrl?: string,
 *   env?: Record<string, string | undefined>}} options `dir`: folder for copies; `say` receives progress
 * @throws {Stop} when all sources fail; the message lists them
 */
export async function getTemporal({
  signal,
  say = () => undefined,
  dir = path.join(cacheDir, 'temporal'),
  downloadUrl = process.env.TEMPORAL_DOWNLOAD_URL ?? 'https://temporal.download',
  env = process.env,
} = {}) {
  const copy = path.join(dir, `temporal-${cliVersion}${exe}`);
  const tried = [];
  const ways = {
    TEMPORAL_CLI_PATH: () => fromVariable(env, signal),
    '"temporal" on PATH': () => fromPath(env, signal),
    'a copy of an earlier start': () => checked(copy, signal),
    [`the download of version ${cliVersion}`]: () => download({ copy, downloadUrl, signal, say }),
    'a build with Go': () => buildWithGo({ copy, env, signal, say }),
  };
  for (const [way, attempt] of Object.entries(ways)) {
    try {
      return await attempt();
    } catch (error) {
      if (signal?.aborted || error instanceof Stop) throw error;
      tried.push(`  - ${way}: ${error.message}`);
    }
  }
  throw new Stop(
    `Couldn't find a Temporal server (${leastServer.join('.')} or newer). Tried:\n${tried.join('\n')}\n` +
      'Do one of these: install the Temporal CLI (https://docs.temporal.io/cli) so that "temporal" is on PATH; ' +
      'install Go (https://go.dev), so that Temporal can be built here; connect to the internet once; ' +
      'or set TEMPORAL_ADDRESS to the host:port of a Temporal server of your own.',
  );
}

async function fromVariable(env, signal) {
  const file = env.TEMPORAL_CLI_PATH;
  if (!file) throw new Error('not set');
  // The user chose this program, so no other one replaces it.
  return checked(file, signal).catch((error) => {
    throw new Stop(`TEMPORAL_CLI_PATH is ${file}, which is not a usable Temporal CLI: ${error.message}.`);
  });
}

async function fromPath(env, signal) {
  const reasons = [];
  for (const folder of (env.PATH ?? '').split(path.delimiter).filter(Boolean)) {
    const file = path.join(folder, `temporal${exe}`);
    if (!isProgram(file)) continue;
    try {
      return await checked(file, signal);
    } catch (error) {
      reasons.push(`${file}: ${error.message}`);
    }
  }
  throw new Error(reasons.join(', ') || 'not found');
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Checks the version of the server. @returns {Promise<string>} the path */
async function checked(file, signal) {
  if (!existsSync(file)) throw new Error('not found');
  let text;
  try {
    text = await run(file, ['--version'], { signal: within(answerTimeoutMs, signal) });
  } catch (error) {
    throw new Error(`it does not run (${(error.output || error.message).trim().slice(-200)})`, { cause: error });
  }
  const server = serverVersion(text);
  if (!server) throw new Error(`its version "${text.trim().split('\n')[0]}" names no server`);
  const isNewEnough = server[0] > leastServer[0] || (server[0] === leastServer[0] && server[1] >= leastServer[1]);
  if (!isNewEnough) throw new Error(`its server is ${server.join('.')}, older than ${leastServer.join('.')}`);
  return file;
}

/** Parses the server's version from `temporal --version`. The CLI's own version is useless: a build with Go has 0.0.0-DEV. */
export function serverVersion(text) {
  const found = /\(Server (\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found && found.slice(1).map((part) => Number(part ?? 0));
}

async function download({ copy, downloadUrl, signal, say }) {
  const platform = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform];
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch];
  if (!platform || !arch) throw new Error(`no download for ${process.platform} ${process.arch}`);
  const query = new URLSearchParams({
    platform,
    arch,
    format: 'tar.gz',
    'sdk-name': 'sdk-typescript',
    'sdk-version': '1.24.0',
  });
  const { archiveUrl, fileToExtract } = await fetched(
    `${downloadUrl}/cli/v${cliVersion}?${query}`,
    answerTimeoutMs,
    signal,
    (response) => response.json(),
  );
  say('downloading');
  const archive = await fetched(archiveUrl, downloadTimeoutMs, signal, (response) => response.arrayBuffer());
  return inScratch(copy, signal, async (scratch) => {
    const packed = path.join(scratch, 'archive.tar.gz');
    await writeFile(packed, Buffer.from(archive));
    await run('tar', ['-xzf', packed, '-C', scratch], { signal });
    return path.join(scratch, fileToExtract);
  });
}

async function fetched(url, timeoutMs, signal, read) {
  const limit = within(timeoutMs, signal);
  let response;
  try {
    response = await fetch(url, { signal: limit });
    if (response.ok) return await read(response);
  } catch (error) {
    const why = limit.aborted ? `no response within ${timeoutMs / 1000} s` : (error.cause?.code ?? error.message);
    throw new Error(`${new URL(url).host} can't be read (${why})`, { cause: error });
  }
  throw new Error(`${new URL(url).host} responded with ${response.status}`);
}

/** Returns a signal that aborts after a time limit, or together with `signal`. */
function within(timeoutMs, signal) {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

async function buildWithGo({ copy, env, signal, say }) {
  const hasGo = await run('go', ['version'], { env }).then(
    () => true,
    () => false,
  );
  if (!hasGo) throw new Error('Go is not installed');
  return inScratch(copy, signal, async (scratch) => {
    const { bavail, bsize } = statfsSync(scratch);
    const freeGb = (bavail * bsize) / 1024 ** 3;
    if (bavail * bsize < buildNeedsBytes) {
      throw new Error(`the build needs 3 GB of disk space, and ${freeGb.toFixed(1)} GB are free`);
    }
    say('building with Go, which takes some minutes');
    await run('go', ['install', '-ldflags', '-s -w', `github.com/temporalio/cli/cmd/temporal@v${cliVersion}`], {
      signal,
      cwd: scratch,
      env: {
        ...env,
        CGO_ENABLED: '0',
        GOBIN: scratch,
        GOFLAGS: '-trimpath',
        GOPATH: path.join(scratch, 'path'),
        GOMODCACHE: path.join(scratch, 'modules'),
        GOCACHE: path.join(scratch, 'cache'),
        GOTMPDIR: scratch,
        ...(os.totalmem() >= muchMemoryBytes && { GOGC: '400' }),
      },
    });
    return path.join(scratch, `temporal${exe}`);
  });
}

/** Creates the program in a temporary folder, checks it and moves it to `copy`. Always removes the folder. */
async function inScratch(copy, signal, make) {
  const dir = path.dirname(copy);
  let scratch;
  try {
    mkdirSync(dir, { recursive: true });
    removeOldScratches(dir);
    scratch = mkdtempSync(path.join(dir, scratchPrefix));
    const made = await make(scratch);
    await checked(made, signal);
    renameSync(made, copy);
    return copy;
  } catch (error) {
    const text = `${error.message} ${error.output ?? ''}`;
    throw (error.code && fileSystemStop(text, dir)) || new Error((error.output || error.message).trim().slice(-300));
  } finally {
    if (scratch) removeWhole(scratch);
  }
}

/** Removes temporary folders of killed starts. A build takes gigabytes. */
function removeOldScratches(dir) {
  for (const name of readdirSync(dir).filter((entry) => entry.startsWith(scratchPrefix))) {
    const folder = path.join(dir, name);
    if (Date.now() - statSync(folder).mtimeMs > scratchIsOldMs) removeWhole(folder);
  }
}

function removeWhole(folder) {
  // Go's module cache is read-only, folders included.
  if (process.getuid?.() !== 0) makeWritable(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function makeWritable(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const inner = path.join(folder, entry.name);
    chmodSync(inner, 0o700);
    makeWritable(inner);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log(await getTemporal({ say: (line) => console.error(`Temporal: ${line}`) }));
  } catch (error) {
    console.error(error instanceof Stop ? error.message : error);
    process.exitCode = 1;
  }
}
