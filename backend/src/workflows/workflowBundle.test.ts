import { readFile, stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { testWorkflowBundle } from '../testing/testWorkflowBundle.ts';

const mostBytes = 1_500_000;

/** The part of a source map that the test reads. */
interface SourceMap {
  sources: string[];
  mappings: string;
}

async function sourceMap(): Promise<SourceMap> {
  const code = await readFile(await testWorkflowBundle(), 'utf8');
  const [, base64 = ''] = code.split('//# sourceMappingURL=data:application/json;charset=utf-8;base64,');
  return JSON.parse(Buffer.from(base64, 'base64').toString()) as SourceMap;
}

test('the bundle of workflow code is small', async () => {
  expect((await stat(await testWorkflowBundle())).size).toBeLessThan(mostBytes);
});

test('the bundle contains the workflows, their allowed imports and the SDK', async () => {
  const { sources } = await sourceMap();
  const packages = sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//u.exec(source)?.[1] ?? []);
  expect([...new Set(packages)].toSorted()).toEqual([
    '@temporalio/common',
    '@temporalio/workflow',
    'long',
    'ms',
    'nexus-rpc',
  ]);
  const own = sources.flatMap((source) => /\/backend\/src\/(.*\.ts)$/u.exec(source)?.[1] ?? []);
  expect(own.filter((file) => !/^(workflows|lookups\/planning)\/[^/]+$/u.test(file))).toEqual([]);
  expect(own).toEqual(expect.arrayContaining(['workflows/phoneLookup.ts', 'workflows/bulkJob.ts']));
});

test('stack traces still lead to files and lines', async () => {
  const { mappings } = await sourceMap();
  expect(mappings.length).toBeGreaterThan(10_000);
});
