import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkDefinition, readDefinition } from './checkDefinition.ts';
import { runExamples } from './runExamples.ts';

const document = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/providers.md'), 'utf8');
const worked = /```yaml\n([\s\S]*?)```/u.exec(document)?.[1] ?? '';
const parts = [...document.matchAll(/```yaml part\n([\s\S]*?)```/gu)].map(([, text = '']) => text);

test('the worked example of docs/providers.md holds', () => {
  const read = readDefinition(worked);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const results = runExamples(read.definition);
  expect(results.map(({ name, ok }) => [name, ok])).toEqual([
    ['found', true],
    ['a person without a number', true],
    ['unknown person', true],
    ['bad key', true],
  ]);
});

test.each(parts.map((text) => [text]))('the part of docs/providers.md holds in a definition: %s', (text) => {
  const whole = parse(worked) as Record<string, unknown>;
  const read = checkDefinition({ ...whole, examples: [], ...(parse(text) as Record<string, unknown>) });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  expect(runExamples(read.definition).flatMap(({ difference }) => difference ?? [])).toEqual([]);
});

test('docs/providers.md shows each form of authentication', () => {
  expect(parts.filter((text) => text.includes('auth:'))).toHaveLength(5);
});
