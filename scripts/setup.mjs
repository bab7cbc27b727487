import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { install, pinnedPnpm } from './lib/install.mjs';
import { cacheDir, commandFile, configured, inRoot, packageNames, rootDir } from './lib/paths.mjs';
import { createReport } from './lib/report.mjs';
import { run } from './lib/run.mjs';
import { clearStamp, hashOf, hasStamp, isStamped, writeStamp } from './lib/stamp.mjs';
import { CommandFailed, fileSystemStop, Stop } from './lib/stop.mjs';
import { generate } from './generate.mjs';
import { getTemporal } from './temporal.mjs';

const lockFile = path.join(cacheDir, 'setup.lock');
const lockPollMs = 300;
const installNeedsBytes = 2 * 1024 ** 3;

const lockInputs = ['pnpm-lock.yaml'];
const modelInputs = [...lockInputs, 'backend/prisma/schema.prisma', 'scripts/generate.mjs'];
const nativeFor = `${process.platform} ${process.arch} ${process.versions.modules}`;
const installFacts = [nativeFor, pinnedPnpm];

const doing = {
  install: `Installing dependencies with ${pinnedPnpm}`,
  generate: 'Generating the database clients',
  backend: 'Building the backend',
  workflows: 'Bundling the workflows',
  frontend: 'Building the page',
  cli: 'Building the commands',
};

const parts = {
  install: {
    title: 'Dependencies',
    inputs: [
      ...lockInputs,
      'pnpm-workspace.yaml',
      'package.json',
      ...packageNames.map((name) => `${name}/package.json`),
    ],
    outputs: ['node_modules/.modules.yaml', ...packageNames.map((name) => `${name}/node_modules`)],
  },
  generate: {
    title: 'Database clients',
    inputs: modelInputs,
    outputs: ['backend/src/db/generated/sqlite/client.ts', 'backend/src/db/generated/postgres/client.ts'],
  },
  backend: {
    title: 'Backend',
    inputs: [...modelInputs, 'contract/src', 'backend/src', 'backend/package.json', 'backend/build.mjs'],
    outputs: ['backend/dist/main.js'],
  },
  workflows: {
    title: 'Workflows',
    inputs: [...lockInputs, 'contract/src', 'backend/src', 'backend/buildWorkflows.mjs'],
    outputs: ['backend/dist/workflow-bundle.js'],
  },
  frontend: {
    title: 'Page',
    inputs: [
      ...lockInputs,
      'contract/src',
      ...['src', 'build', 'public', 'index.html', 'vite.config.ts'].map((name) => `frontend/${name}`),
    ],
    outputs: ['frontend/dist/index.html'],
  },
  cli: {
    title: 'Commands',
    inputs: [...lockInputs, 'contract/src', 'cli/src', 'cli/build.mjs'],
    outputs: ['cli/dist/enrich.js', 'cli/dist/provider.js'],
  },
};

/**
 * Sets up this copy of the project: dependencies, generated code, builds and Temporal. Each stage starts once its inputs
 * are ready. Stages that are up to date are skipped.
 *
 * @param {{report?: ReturnType<typeof createReport>, signal?: AbortSignal, builds?: ('backend' | 'workflows' | 'frontend' | 'cli')[],
 *   temporal?: 'unless-configured' | 'always' | 'never'}} options
 * @returns a promise per stage: `sources` (all that formatting and type checks need), `installed` (with native packages),
 *   `built`, `temporal` (the path of its program, or undefined), and `ready` for all of them. After a failed stage, `ready`
 *   rejects once the other stages have stopped.
 */
export function beginSetup({
  report = createReport(),
  signal,
  builds = ['backend', 'workflows', 'frontend'],
  temporal = 'unless-configured',
} = {}) {
  const abort = new AbortController();
  const stopSignal = signal ? AbortSignal.any([signal, abort.signal]) : abort.signal;
  const wanted = ['install', 'generate', ...builds];
  const locked = lock(wanted, report, stopSignal);

  const linkedGate = gate();
  const installed = locked.then(() => part('install', installAll));
  const linked = Promise.race([linkedGate.opened, installed]);
  const generated = linked.then(() => part('generate', () => generate({ signal: stopSignal })));
  // Builds run one after the other, because each uses both cores.
  const built = builds.reduce(
    (before, name) => before.then(() => part(name, () => build(name, stopSignal))),
    generated,
  );
  const cli = locked.then(() => temporalProgram(temporal, report, stopSignal));

  const stages = [locked, installed, generated, built, cli];
  const ready = untilAllSettled(stages).then(async () => ({ temporalCliPath: await cli }));
  // A failed stage waits for the end of the others and then rejects with the explained first failure.
  const explainedStage = (stage) => {
    const promise = stage.catch(() => ready.then(() => stage));
    promise.catch(() => undefined);
    return promise;
  };
  return {
    sources: explainedStage(generated),
    installed: explainedStage(installed),
    built: explainedStage(built),
    temporal: explainedStage(cli),
    ready: explainedStage(ready),
  };

  async function part(name, work) {
    const { title, inputs, outputs } = parts[name];
    const hash = hashOf(inputs, installFacts);
    if (isStamped(name, hash, outputs)) return report.skipped(title);
    await report.step(doing[name], async () => {
      clearStamp(name);
      await work();
      if (outputs.every((output) => existsSync(inRoot(output)))) writeStamp(name, hash);
    });
  }

  async function installAll() {
    if (hasStamp('native') && !isStamped('native', nativeFor, [])) {
      // pnpm sees no change, but another Node version can't load these native packages.
      for (const name of ['', ...packageNames]) rmSync(inRoot(name, 'node_modules'), { recursive: true, force: true });
    }
    clearStamp('native');
    await install({ signal: stopSignal, onLinked: linkedGate.open });
    writeStamp('native', nativeFor);
  }

  /** Rejects with the first failure, after all stages have stopped. */
  async function untilAllSettled(promises) {
    try {
      await Promise.all(promises);
    } catch (error) {
      abort.abort();
      await Promise.allSettled(promises);
      throw explained(error);
    } finally {
      (await locked.catch(() => undefined))?.();
    }
  }
}

const isUpToDate = (name) => isStamped(name, hashOf(parts[name].inputs, installFacts), parts[name].outputs);

/**
 * Takes the set-up lock, unless all stages are up to date. Waits while another process sets up this copy.
 * @returns {Promise<() => void>} releases the lock
 */
async function lock(wanted, report, signal) {
  if (wanted.every(isUpToDate)) return () => undefined;
  try {
    mkdirSync(cacheDir, { recursive: true });
    let waitingFor;
    while (!tryLock()) {
      const pid = holder();
      if (pid === undefined) rmSync(lockFile, { force: true });
      else if (pid !== waitingFor) {
        report.say(`Another set-up is running here (process ${pid}). Waiting for it …`);
        waitingFor = pid;
      }
      await sleep(lockPollMs, undefined, { signal });
    }
  } catch (error) {
    throw fileSystemStop(error.message, cacheDir) ?? error;
  }
  if (!isUpToDate('install')) checkFreeSpace();
  return () => rmSync(lockFile, { force: true });
}

function checkFreeSpace() {
  const { bavail, bsize } = statfsSync(rootDir);
  if (bavail * bsize >= installNeedsBytes) return;
  rmSync(lockFile, { force: true });
  throw new Stop(
    `The installation needs 2 GB of disk space, and ${rootDir} has ${((bavail * bsize) / 1024 ** 3).toFixed(1)} GB free. Free some space and try again.`,
  );
}

function tryLock() {
  // A hard link creates the lock file with its content at once, so that no process reads an empty one.
  const own = `${lockFile}.${process.pid}`;
  try {
    writeFileSync(own, String(process.pid));
    linkSync(own, lockFile);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Returns the pid of the process that holds the lock; undefined after its end. */
function holder() {
  try {
    const pid = Number(readFileSync(lockFile, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return pid > 0 ? pid : undefined;
  } catch (error) {
    return error.code === 'EPERM' ? -1 : undefined;
  }
}

/** @returns {Promise<string | undefined>} the path of the Temporal program; undefined where none is needed */
async function temporalProgram(temporal, report, signal) {
  if (temporal === 'never' || (temporal === 'unless-configured' && configured('TEMPORAL_ADDRESS'))) return undefined;
  let file;
  await report.step('Finding a Temporal server', async () => {
    file = await getTemporal({ signal: signal, say: (line) => report.say(`  Temporal: ${line}`) });
    return file;
  });
  return file;
}

function build(name, signal) {
  return run(process.execPath, buildCommand(name), {
    cwd: inRoot(name === 'workflows' ? 'backend' : name),
    signal,
  });
}

function buildCommand(name) {
  if (name === 'frontend') return [commandFile('frontend', 'vite'), 'build'];
  return [name === 'workflows' ? 'buildWorkflows.mjs' : 'build.mjs'];
}

/** Returns a promise and the function that resolves it. */
function gate() {
  let open;
  const opened = new Promise((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

function explained(error) {
  if (!(error instanceof CommandFailed)) return fileSystemStop(error.code ?? '', rootDir) ?? error;
  return fileSystemStop(error.output, rootDir) ?? new Stop(`${error.message}:\n${error.output.trim().slice(-3000)}`);
}
