import { readFileSync } from 'node:fs';
import { inRoot, rootDir } from './paths.mjs';
import { run } from './run.mjs';
import { fileSystemStop, Stop } from './stop.mjs';

const offline =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ERR_PNPM_META_FETCH_FAIL|ERR_PNPM_FETCH_/;

/** The pnpm version pinned in package.json, as `pnpm@x.y.z`. */
export const pinnedPnpm = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).packageManager;

/**
 * Installs the dependencies by the lockfile with the pinned pnpm.
 *
 * @param {{signal?: AbortSignal, onLinked: () => void}} options `onLinked` runs once all files are in place. Native packages
 *   may compile for another minute or two
 */
export async function install({ signal, onLinked }) {
  const errors = [];
  const onLine = (line) => {
    const event = asJson(line);
    // Install scripts run after all files were linked.
    if (event?.name === 'pnpm:lifecycle') onLinked();
    if (event?.level === 'error') errors.push(event.err?.message ?? event.message ?? '');
    if (event?.name === 'pnpm:lifecycle' && event.line) errors.push(event.line);
  };
  try {
    await run(
      'npx',
      ['--yes', pinnedPnpm, 'install', '--frozen-lockfile', '--reporter=ndjson', '--config.confirmModulesPurge=false'],
      {
        cwd: rootDir,
        signal,
        onLine,
        shell: process.platform === 'win32',
        env: {
          // With the defaults, a start without a network fails only after minutes.
          npm_config_fetch_retries: '2',
          npm_config_fetch_retry_mintimeout: '1000',
          npm_config_fetch_retry_maxtimeout: '4000',
          // Native packages compile on all cores.
          JOBS: 'max',
        },
      },
    );
  } catch (error) {
    if (signal?.aborted) throw error;
    throw explained([...errors.slice(-30), error.output ? lastPlainLines(error.output) : error.message].join('\n'));
  }
  onLinked();
}

function explained(text) {
  if (/could not be run \(ENOENT\)/.test(text)) {
    return new Stop('npx was not found. It comes with Node: install Node from https://nodejs.org and try again.');
  }
  if (/gyp ERR|node-gyp/.test(text)) {
    return new Stop(
      `A native package couldn't be compiled. Install a C++ compiler, make and Python, then try again ` +
        `(Debian and Ubuntu: apt install build-essential python3; macOS: xcode-select --install).\n${text.slice(-1500)}`,
    );
  }
  if (offline.test(text)) {
    return new Stop(
      `The npm registry could not be reached, so the dependencies are not installed. ` +
        `Check the network (and "npm config get registry" and "npm config get proxy"), then try again.\n${firstLines(text, offline)}`,
    );
  }
  return (
    fileSystemStop(text, rootDir) ??
    new Stop(`The dependencies could not be installed with ${pinnedPnpm}:\n${text.slice(-1500)}`)
  );
}

function firstLines(text, pattern) {
  return text
    .split('\n')
    .filter((line) => pattern.test(line))
    .slice(0, 2)
    .join('\n');
}

function lastPlainLines(output) {
  return output
    .split('\n')
    .filter((line) => line.trim() && !asJson(line))
    .slice(-10)
    .join('\n');
}

function asJson(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
