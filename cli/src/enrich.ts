import { readFile, realpath } from 'node:fs/promises';
import { explainFault } from '@tinygenesy/backend/explainFault';
import { InstanceGone } from './apiClient.ts';
import { createEnrichApi } from './enrichApi.ts';
import { emailCells, noEmailCells } from './emailCells.ts';
import { EnrichError } from './enrichError.ts';
import { type Enriched, enrichFile, enrichmentKey } from './enrichFile.ts';
import { type EnrichOptions, enrichHelp, readEnrichOptions } from './enrichOptions.ts';
import { emailJobText, enrichSummary, estimateText, jobText, partDone, summaryText } from './enrichWords.ts';
import { enrichedText, prepareOutFile } from './outFile.ts';
import { invalidCells, phoneCells, suppressedCells } from './phoneCells.ts';
import type { FileToImport } from './importTable.ts';
import { createProgress } from './progress.ts';
import { readTable } from './readTable.ts';
import { EnrichStopped } from './stopIfAsked.ts';

const exitCodes = { final: 0, couldNotRun: 1, open: 2 } as const;
const stopWithinMs = 28_000;
/** How many instances may stop during one run before the command fails. */
const maxInstances = 5;
const maxBytes = 400 * 1024 * 1024;

const stop = new AbortController();
const progress = createProgress(process.stderr);

async function main(): Promise<number> {
  const options = readEnrichOptions(process.argv.slice(2), process.cwd());
  if (options === 'help') {
    process.stdout.write(enrichHelp);
    return exitCodes.final;
  }
  const bytes = await readInput(options.file);
  const table = await readTable(bytes);
  const out = await prepareOutFile(options.out, options.file);
  const key = enrichmentKey(bytes, await realpath(options.file));
  const { meta, rows, leadCount, jobs } = await enrich(options, { key, name: options.file, bytes, table });

  const cells = rows.map((row) =>
    'invalid' in row
      ? invalidCells(row.invalid)
      : 'suppressed' in row
        ? suppressedCells(row.suppressed)
        : phoneCells(row.lead, meta.mode),
  );
  const emails = options.verifyEmails ? rows.map((row) => ('lead' in row ? emailCells(row.lead) : noEmailCells)) : null;
  await out.write(enrichedText(table, cells, emails));
  const { file } = options;
  const summary = enrichSummary({ file, out: options.out, meta, leads: leadCount, jobs, cells, emails });
  progress.end();
  await print(options.json ? `${JSON.stringify(summary)}\n` : summaryText(summary, options.budgetMicros));
  return summary.final ? exitCodes.final : exitCodes.open;
}

async function readInput(file: string): Promise<Buffer> {
  try {
    const bytes = await readFile(file);
    if (bytes.length > maxBytes) throw new EnrichError('The file is larger than 400 MB. Split it into smaller files.');
    return bytes;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (typeof code !== 'string') throw error;
    const why = { ENOENT: 'the file does not exist', EISDIR: 'it is a folder', EACCES: 'permission denied' }[code];
    throw new EnrichError(`Couldn't read ${file}: ${why ?? code}. Nothing was imported.`, { cause: error });
  }
}

/** Enriches the file through a running instance or an own one. When the instance stops, continues with another one. */
async function enrich(options: EnrichOptions, file: FileToImport): Promise<Enriched> {
  // A large module, which an error in the arguments or the file doesn't need.
  const { reachInstance } = await import('@tinygenesy/backend/reachInstance');
  for (let instances = 1; ; instances += 1) {
    progress.show(0, 'Starting…');
    const instance = await reachInstance({ live: options.live, logFile: 'enrich.log', runsJobs: true }, stop.signal);
    try {
      const api = createEnrichApi(instance.url, instance.apiKey);
      const { mode, currency } = await api.meta();
      if (options.live && mode === 'sandbox') {
        throw new EnrichError(
          `The TinyGenesy at ${instance.url} uses sandbox providers, not live ones. Nothing was changed. Stop it, or restart it with PROVIDERS=live, and try again.`,
        );
      }
      if (!instance.own) progress.say(`Using the TinyGenesy that runs at ${instance.url}`);
      return await enrichFile({
        api,
        file,
        budgetMicros: options.budgetMicros,
        run: {
          ...(options.mobileOnly && { stopAt: 'mobile' as const }),
          ...(options.perLeadMicros !== null && { maxCostPerLeadMicros: options.perLeadMicros }),
        },
        verifyEmails: options.verifyEmails,
        signal: stop.signal,
        report: {
          importing: (done, total) => progress.show(done / total, `Importing: ${done} of ${total} rows`),
          estimated: (estimate, meta) => progress.say(estimateText(estimate, meta)),
          verifying: (job) => progress.show(partDone(job), emailJobText(job)),
          lookingUp: (job, engine) => progress.show(partDone(job), jobText(job, engine, currency)),
          collecting: (done, total) => progress.show(done / total, `Reading results: ${done} of ${total} leads`),
        },
      });
    } catch (error) {
      if (!(error instanceof InstanceGone) || stop.signal.aborted || instances === maxInstances) throw error;
      progress.say(`The TinyGenesy at ${instance.url} stopped. Continuing without it.`);
    } finally {
      if (stop.signal.aborted) progress.say('Stopping after the calls in progress…');
      await instance.end();
    }
  }
}

/** Resolves when all of the text is written, so that the process can exit. */
const print = (text: string): Promise<void> =>
  new Promise((resolve, reject) => process.stdout.write(text, (error) => (error ? reject(error) : resolve())));

function onSignal(): void {
  if (stop.signal.aborted) return;
  stop.abort();
  setTimeout(() => {
    process.stderr.write('Stopping took too long. Run the same command again to continue.\n');
    process.exit(exitCodes.open);
  }, stopWithinMs).unref();
}
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

try {
  process.exitCode = await main();
} catch (error) {
  progress.end();
  if (error instanceof EnrichStopped || stop.signal.aborted) {
    process.stderr.write('Stopped. All results so far are saved. Run the same command again to continue.\n');
    process.exitCode = exitCodes.open;
  } else {
    process.stderr.write(`${explainFault(error)}\n`);
    process.exitCode = exitCodes.couldNotRun;
  }
}
process.exit();
