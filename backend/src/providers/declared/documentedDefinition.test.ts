import {
  declaredOutcomes,
  definitionCheckedSchema,
  placeResults,
  providerDefinitionSchema,
} from '@tinygenesy/contract';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkDefinition, readDefinition } from './checkDefinition.ts';
import { runExamples } from './runExamples.ts';

const document = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/providers.md'), 'utf8');
const worked = /```yaml\n([\s\S]*?)```/u.exec(document)?.[1] ?? '';
const parts = [...document.matchAll(/```yaml part\n([\s\S]*?)```/gu)].map(([, text = '']) => text);

const readingShape = definitionCheckedSchema.shape.reading.unwrap().shape;

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

test.each([
  ['part of a definition', Object.keys(providerDefinitionSchema.shape)],
  ['field of the response of a check', Object.keys(definitionCheckedSchema.shape)],
  ['field of a reading', Object.keys(readingShape)],
  ['step of a reading', Object.keys(readingShape.steps.shape)],
  ['result of a place', placeResults],
])('docs/providers.md names each %s', (_what, names) => {
  const named = new Set(
    [...document.matchAll(/`([\w.]+)`/gu)].flatMap(([, name = '']) => [name, name.split('.').at(-1)]),
  );
  expect(names.filter((name) => !named.has(name))).toEqual([]);
});

test('docs/providers.md lists each outcome of a rule', () => {
  const [, listed = ''] = /`then` is one of ([\s\S]*?)\./u.exec(document) ?? [];
  expect(listed.split(/,\s*|\s+and\s+/u)).toEqual([...declaredOutcomes]);
});
