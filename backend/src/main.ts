import { spawn } from 'node:child_process';
import { setFlagsFromString } from 'node:v8';
import { type Config, readConfig } from './config.ts';
import { explainFault } from './explainFault.ts';
import { createInstance, type Instance } from './instance.ts';
import { stopWithinMs } from './platform/deadline.ts';
import { createLogger } from './platform/logger.ts';
import { rootDir } from './rootDir.ts';
import type { RunningApp } from './startApp.ts';

// By default V8 lets a heap nearly double before it collects. With large files in two threads this costs hundreds of
// megabytes and gains three percent of speed.
setFlagsFromString('--heap-growing-percent=30');

/** A stop that its own deadline did not end. */
const forceAfterMs = stopWithinMs + 1_000;
let instance: Instance | null = null;
let ending = false;

async function main(): Promise<void> {
  const config = readConfig(rootDir);
  instance = createInstance({
    config,
    openLog: () => createLogger(config.logLevel),
    onMigrated: (count) => say(`Database ready (${count === 1 ? '1 migration' : `${count} migrations`} applied)`),
  });
  const start = await instance.start();
  if (start.kind === 'started') {
    welcome(config, start.app);
    return;
  }
  say(
    start.address === null
      ? 'TinyGenesy already runs on this data folder.'
      : `TinyGenesy already runs at ${start.address}`,
  );
  process.exit(0);
}

function welcome(config: Config, app: RunningApp): void {
  if (app.url === null) {
    say('TinyGenesy worker is ready');
    return;
  }
  const providers =
    app.mode === 'sandbox' ? 'sandbox providers: phone numbers are test data' : 'LIVE providers: calls cost money';
  say(`\nTinyGenesy is ready at ${app.url}  (${providers})\nCtrl-C stops it.\n`);
  if (config.openBrowser && process.stdout.isTTY) openBrowser(app.url);
}

/** Opens the page. Ignores a failure, since the terminal shows the address. */
function openBrowser(url: string): void {
  const command = { darwin: 'open', win32: 'explorer' }[process.platform as string] ?? 'xdg-open';
  spawn(command, [url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Ends all parts. Returns whether all of them ended in time. */
async function end(): Promise<boolean> {
  const problems = (await instance?.end()) ?? [];
  if (problems.length === 0) return true;
  process.stderr.write(`${problems.join('\n')}\nOpen work continues at the next start.\n`);
  return false;
}

function onSignal(): void {
  if (ending) return;
  ending = true;
  say('Stopping. Waiting for the calls in flight…');
  setTimeout(() => process.exit(1), forceAfterMs).unref();
  void end().then((isClean) => process.exit(isClean ? 0 : 1));
}
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

try {
  await main();
} catch (error) {
  // After a signal, the handler above ends the process.
  if (!ending) {
    process.stderr.write(`\nTinyGenesy could not start. ${explainFault(error)}\n`);
    await end();
    process.exit(1);
  }
}
