import { readFile } from 'node:fs/promises';
import { directory, type ExampleResult, readDefinition, runExamples } from '@tinygenesy/backend/definitions';

const help = `Checks provider definitions.

  npm run provider -- check FILE   checks a definition (YAML or JSON) and runs its examples
  npm run provider -- list         lists the definitions that the product ships

check exits with 0 only when the definition is complete and every example has the expected outcome.
docs/providers.md says how to write a definition. No command calls a provider.
`;

async function main([command, file]: readonly string[]): Promise<number> {
  if (command === 'check' && file !== undefined) return check(file);
  if (command === 'list') return list();
  const isHelp = command === undefined || command === 'help' || command === '--help';
  (isHelp ? process.stdout : process.stderr).write(help);
  return isHelp ? 0 : 1;
}

async function check(file: string): Promise<number> {
  const read = readDefinition(await readText(file));
  if (!read.ok) {
    const lines = read.problems.map(({ pointer, message }) => `${pointer || 'The definition'} ${message}`);
    print(`${file} has ${counted(lines.length, 'problem')}:`, ...lines.map((line) => `  ${line}`));
    return 1;
  }
  const { definition } = read;
  const results = runExamples(definition);
  print(`${definition.name} (${definition.id}): the definition is complete.`, ...results.map(exampleLine));
  const failed = results.filter(({ ok }) => !ok).length;
  if (failed > 0) print(`${counted(failed, 'example')} of ${results.length} had another outcome.`);
  else print(`${counted(results.length, 'example')}, each with the expected outcome.`);
  if (results.length === 0) print('Add examples: found, not found and bad key.');
  return failed > 0 || results.length === 0 ? 1 : 0;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why =
      { ENOENT: 'the file does not exist', EISDIR: 'it is a folder', EACCES: 'permission denied' }[code] ?? code;
    throw new Error(`Couldn't read ${file}: ${why}.`, { cause: error });
  }
}

function exampleLine({ name, ok, got, want }: ExampleResult): string {
  const words = ({ outcome, phone, type, credits }: ExampleResult['want']): string =>
    [outcome, phone, type, ...(credits === undefined ? [] : [`${credits ?? 'unknown'} credits`])]
      .filter(Boolean)
      .join(', ');
  return ok ? `  ok      ${name}: ${words(got)}` : `  failed  ${name}: expected ${words(want)}; got ${words(got)}`;
}

function list(): number {
  for (const { id, name, docs } of directory) print(`${id.padEnd(12)} ${name.padEnd(18)} ${docs}`);
  print('These are drafts from the providers’ documentation. None was tested with a real key.');
  return 0;
}

const counted = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;
const print = (...lines: string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
