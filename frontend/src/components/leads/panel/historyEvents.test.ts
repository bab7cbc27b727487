import { expect, it } from 'vitest';
import { historyEvents } from './historyEvents.ts';

const change = (field: string, source: string, at: string, old: unknown = null) => ({
  field,
  old,
  new: 'x',
  source,
  at: `2026-05-03T10:00:${at}.000Z`,
});

it('folds the changes of one source at one time into an event, and names the creation', () => {
  const changes = [
    change('phoneNumber', 'provider:orion', '09'),
    change('jobTitle', 'person', '05', 'CTO'),
    change('firstName', 'sample', '01'),
    change('email', 'sample', '01'),
    change('tags', 'sample', '01', []),
    change('custom', 'sample', '01', {}),
  ];
  expect(historyEvents(changes, true).map((event) => [event.source, event.changes.length, event.isCreation])).toEqual([
    ['provider:orion', 1, false],
    ['person', 1, false],
    ['sample', 4, true],
  ]);
});

it('names the custom fields that changed', () => {
  const custom = {
    ...change('custom', 'person', '01', { Region: 'EMEA', Plan: 'pro', Old: 'gone' }),
    new: { Region: 'APAC', Plan: 'pro', New: 'here' },
  };
  const [event] = historyEvents([custom], false);
  expect(event?.changes.map(({ field, old, new: next }) => [field, old, next])).toEqual([
    ['custom.Region', 'EMEA', 'APAC'],
    ['custom.Old', 'gone', null],
    ['custom.New', null, 'here'],
  ]);
});

it.each([
  ['older changes are not loaded', [change('firstName', 'sample', '01'), change('email', 'sample', '01')], false],
  ['a value was replaced', [change('firstName', 'person', '01', 'Ann'), change('email', 'person', '01')], true],
  [
    'a provider found a number',
    [change('phoneNumber', 'provider:orion', '01'), change('phoneStatus', 'provider:orion', '01')],
    true,
  ],
])('names no creation where %s', (_why, changes, isComplete) => {
  expect(historyEvents(changes, isComplete).some(({ isCreation }) => isCreation)).toBe(false);
});
