import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { outcomeInWords, type ProviderDefinition } from '@tinygenesy/contract';
import {
  directory,
  type ExampleResult,
  definitionHints,
  failedExamples,
  readDefinition,
  runExamples,
} from '@tinygenesy/backend/definitions';
import { explainFault } from '@tinygenesy/backend/explainFault';
import { addedText, addProvider } from './addProvider.ts';
import { EnrichError } from './enrichError.ts';

const help = `Checks and adds provider definitions.

  npm run provider -- check FILE   checks a definition (YAML or JSON) and runs its examples
  npm run provider -- add FILE     checks it, then adds the provider, or saves a new version of its definition
                                   (--anyway: also when examples have another outcome)
  npm run provider -- list         lists the definitions that the product ships

check exits with 0 only when the definition is complete and every example has the expected outcome.
add uses the TinyGenesy that runs on the data folder (DATA_DIR). If none runs, add writes into the data folder. It exits
with 0 when the provider has the definition afterwards, also when it had the same one before; with 1 nothing was changed.
docs/providers.md says how to write a definition. No command calls a provider.
`;

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

async function main([command, ...args]: readonly string[]): Promise<number> {
  const isAnyway = args.includes('--anyway');
  const file = args.find((arg) => arg !== '--anyway');
  if (command === 'check' && file !== undefined) return check(file);
  if (command === 'add' && file !== undefined) return add(file, isAnyway);
  if (command === 'list') return list();
  const isHelp = command === undefined || command === 'help' || command === '--help';
  (isHelp ? process.stdout : process.stderr).write(help);
  return isHelp ? 0 : 1;
}

async function check(file: string): Promise<number> {
  const definition = await readFileDefinition(file);
  if (definition === null) return 1;
  const results = runExamples(definition);
  print(`${definition.name} (${definition.id}): the definition is complete.`, ...results.map(exampleLine));
  const failed = results.filter(({ ok }) => !ok).length;
  if (failed > 0) print(`${counted(failed, 'example')} of ${results.length} had another outcome.`);
  else print(`${counted(results.length, 'example')}, each with the expected outcome.`);
  print(...definitionHints(definition));
  return failed > 0 || results.length === 0 ? 1 : 0;
}

async function add(file: string, isAnyway: boolean): Promise<number> {
  const definition = await readFileDefinition(file, 'Nothing was added.');
  if (definition === null) return 1;
  const failed = failedExamples(definition);
  if (failed.length > 0 && !isAnyway) {
    print(
      ...failed.map(exampleLine),
      `${counted(failed.length, 'example')} had another outcome. Nothing was added.`,
      'Correct the definition, or add it anyway with --anyway.',
    );
    return 1;
  }
  print(...definitionHints(definition));
  // A large module, which an error in the file doesn't need.
  const { reachInstance } = await import('@tinygenesy/backend/reachInstance');
  const instance = await reachInstance({ live: false, logFile: 'provider.log', runsJobs: false }, stop.signal);
  try {
    const added = await addProvider(instance, definition, { acceptFailedExamples: isAnyway });
    process.stdout.write(addedText(added, instance.own ? null : instance.url));
  } finally {
    await instance.end();
  }
  return 0;
}

/** Returns the definition of a file; null after its problems were printed. @param then said after the problems */
async function readFileDefinition(file: string, ...then: string[]): Promise<ProviderDefinition | null> {
  const read = readDefinition(await readText(file));
  if (read.ok) return read.definition;
  const lines = read.problems.map(({ place, message }) => `  ${place}: ${message}`);
  print(`${file} has ${counted(lines.length, 'problem')}:`, ...lines, ...then);
  return null;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why =
      { ENOENT: 'the file does not exist', EISDIR: 'it is a folder', EACCES: 'permission denied' }[code] ?? code;
    throw new EnrichError(`Couldn't read ${file}: ${why}.`, { cause: error });
  }
}

const exampleLine = ({ name, got, difference }: ExampleResult): string =>
  difference === null ? `  ok      ${name}: ${outcomeInWords(got)}` : `  failed  ${name}: ${difference}`;

function list(): number {
  for (const { id, name, docs } of directory) print(`${id.padEnd(12)} ${name.padEnd(18)} ${docs}`);
  print('These are drafts from the providers’ documentation. None was tested with a real key.');
  return 0;
}

const counted = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;
const print = (...lines: string[]): void => void process.stdout.write(lines.map((line) => `${line}\n`).join(''));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${stop.signal.aborted ? 'Stopped.' : explainFault(error)}\n`);
  process.exitCode = 1;
}
// An instance that ran here may leave handles open.
if (!process.stdout.write('')) await once(process.stdout, 'drain');
process.exit();
