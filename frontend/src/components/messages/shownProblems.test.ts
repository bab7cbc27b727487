import type { TemplateProblem } from '@tinygenesy/contract';
import { expect, it } from 'vitest';
import { shownProblems } from './shownProblems.ts';

const open: TemplateProblem = {
  code: 'unclosed_brace',
  severity: 'error',
  message: 'This { has no }.',
  hint: '',
  at: 3,
  length: 4,
  line: 1,
  column: 4,
  suggestion: null,
};
const unknown: TemplateProblem = { ...open, code: 'unknown_field', at: 4 };

it.each([
  ['an open brace', open, 'Hi {fir', { isCurrent: true, namingAt: null }, 1],
  ['an open brace whose field name is being typed', open, 'Hi {fir', { isCurrent: true, namingAt: 4 }, 0],
  ['an open brace that the list has just closed', open, 'Hi {firstName}', { isCurrent: false, namingAt: null }, 0],
  ['a brace that is still open', open, 'Hi {first', { isCurrent: false, namingAt: null }, 1],
  ['a brace before another field', open, 'Hi {fir {email}', { isCurrent: false, namingAt: null }, 1],
  ['an unknown field of an earlier text', unknown, 'Hi {firs}', { isCurrent: false, namingAt: 4 }, 1],
] as const)('%s is shown or not', (_case, problem, text, { isCurrent, namingAt }, shown) => {
  expect(shownProblems({ problems: [problem], areProblemsCurrent: isCurrent }, text, namingAt)).toHaveLength(shown);
});
