import { expect, test } from 'vitest';
import { marksSandboxNumber } from './sandboxNote.ts';

test.each([
  ['Sandbox number (test data)', true],
  ['Unusual number; Sandbox number (test data)', true],
  ['sandbox', true],
  // Written up to version 0.4.0.
  ['Made up by the sandbox', true],
  ['Unusual number; Made up by the sandbox', true],
  ['live', false],
  ['Unusual number', false],
  ['', false],
])('%j marks a sandbox number: %s', (cell, isMarked) => {
  expect(marksSandboxNumber(cell)).toBe(isMarked);
});
