import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readDefinition } from './checkDefinition.ts';
import { runExamples } from './runExamples.ts';

test('the worked example of docs/providers.md holds', () => {
  const document = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/providers.md'), 'utf8');
  const yaml = /```yaml\n([\s\S]*?)```/u.exec(document)?.[1] ?? '';
  const read = readDefinition(yaml);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const results = runExamples(read.definition);
  expect(results.map(({ name, ok }) => [name, ok])).toEqual([
    ['found', true],
    ['a person without a number', true],
    ['unknown person', true],
    ['bad key', true],
  ]);
});
