import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { definitionVersionsSchema, providerListSchema } from '@tinygenesy/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildProduct } from '../../backend/src/testing/buildProduct.ts';
import { startProduct } from '../../backend/src/testing/startProduct.ts';
import { temporalCliPath } from '../../backend/src/testing/temporalCliPath.ts';

const cli = path.resolve(import.meta.dirname, '..');
let main: string;
let cliPath: string;
let dir: string;

beforeAll(async () => {
  [main, cliPath] = await Promise.all([buildProduct(), temporalCliPath()]);
  await promisify(execFile)(process.execPath, [path.join(cli, 'build.mjs'), '.cache/provider', path.dirname(main)]);
  dir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-provider-'));
  await mkdir(path.join(dir, 'data'));
}, 120_000);
afterAll(() => rm(dir, { recursive: true, force: true }));

/** The command as a user runs it. */
async function provider(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, DATA_DIR: path.join(dir, 'data'), TEMPORAL_CLI_PATH: cliPath };
  return promisify(execFile)(process.execPath, [path.join(cli, '.cache/provider/provider.js'), ...args], {
    cwd: dir,
    env,
    timeout: 60_000,
  }).then(
    (ended) => ({ ...ended, code: 0 }),
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );
}

const definition = `
schema: 1
id: acme
name: Acme
docs: https://acme.example/docs
hosts: [api.acme.example]
auth: { header: X-Api-Key, value: "{{key}}" }
needs: [[email]]
ask: { method: POST, path: /find, body: { email: "{{email}}" } }
answer: { proof: id, phones: [{ at: phone, type: mobile }] }
price: { reserve: 1, cases: [{ when: found, credits: 1 }] }
examples:
  - name: found
    lead: { email: a@example.com }
    got: [{ status: 200, body: { id: 1, phone: "+14155550132" } }]
    want: { outcome: found, phone: "+14155550132", credits: 1 }
`;
const write = (name: string, text: string): Promise<void> => writeFile(path.join(dir, name), text);

test('add refuses a file with its problems, and writes nothing', { timeout: 120_000 }, async () => {
  await write('broken.yaml', definition.replace('hosts: [api.acme.example]', 'hosts: ["https://api.acme.example"]'));
  expect(await provider('add', 'broken.yaml')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^broken\.yaml has 1 problem:\n {2}hosts → 1: .+\nNothing was added\.\n$/u) as string,
  });
  await write('unlike.yaml', definition.replace('outcome: found, phone: "+14155550132"', 'outcome: not_found'));
  expect(await provider('add', 'unlike.yaml')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('1 example had another outcome. Nothing was added.') as string,
  });
  expect(await provider('add', 'none.yaml')).toMatchObject({
    code: 1,
    stderr: "Couldn't read none.yaml: the file does not exist.\n",
  });
  expect(await provider('add')).toMatchObject({ code: 1, stderr: expect.stringContaining('add FILE') as string });
});

test('add writes into the data folder, or into the instance that runs', { timeout: 180_000 }, async () => {
  await write('acme.yaml', definition);
  expect(await provider('add', 'acme.yaml')).toEqual({
    code: 0,
    stderr: '',
    stdout: [
      'Add examples with the outcomes not_found and bad_key, from the provider’s documentation: the check runs examples, and the sandbox plays them.',
      'Acme (acme) was added. It is off and last in the waterfall.',
      '',
      'Start TinyGenesy with npm start. Next steps, on the page Providers:',
      '  1. Enter its key (API key).',
      '  2. Enter what a credit costs you (Change price and limits).',
      '  3. Make a test run in live mode about a person you know.',
      '  4. Switch Acme on.',
      '',
    ].join('\n'),
  });

  const product = await startProduct({ dataDir: path.join(dir, 'data'), main, temporalCliPath: cliPath });
  try {
    const read = async (route: string): Promise<unknown> => (await fetch(`${product.url}${route}`)).json();
    // The same definition, written another way, is the same.
    await write('same.yaml', definition.replace('needs: [[email]]', 'needs:\n  - - email\nsend: all'));
    expect(await provider('add', 'same.yaml')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /\nAcme \(acme\) already has this definition \(version 1\)\. Nothing was changed\.\n\nNext steps, on http:.+\/app\/providers:\n/u,
      ) as string,
    });
    await write('acme.yaml', definition.replace('path: /find', 'path: /v2/find'));
    expect(await provider('add', 'acme.yaml')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Acme (acme) has a new version of its definition: 2.') as string,
    });
    const { versions } = definitionVersionsSchema.parse(await read('/providers/acme/definition'));
    expect(versions.map(({ version }) => version)).toEqual([2, 1]);
    const { providers } = providerListSchema.parse(await read('/providers'));
    expect(providers.at(-1)).toMatchObject({ id: 'acme', enabled: false, definitionVersion: 2 });

    const unlike = definition
      .replace('id: acme', 'id: unlike')
      .replace('outcome: found, phone: "+14155550132"', 'outcome: not_found');
    await write('unlike.yaml', unlike);
    expect(await provider('add', 'unlike.yaml', '--anyway')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Acme (unlike) was added.') as string,
    });

    await write('orion.yaml', definition.replace('id: acme', 'id: orion'));
    expect(await provider('add', 'orion.yaml')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is a provider with the id "orion".') as string,
    });
  } finally {
    await product.stop();
  }
});
