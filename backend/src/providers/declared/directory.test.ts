import { describe, expect, it } from 'vitest';
import { runExamples } from './runExamples.ts';
import { directory } from './directory/directory.ts';

describe('the provider directory', () => {
  const exchanges = directory.flatMap((definition) =>
    runExamples(definition).map((result) => [definition.name, result.name, result] as const),
  );

  it.each(exchanges)('%s: %s', (_provider, _name, { got, want }) => {
    expect(got).toMatchObject(want);
  });

  it.each(directory.map((definition) => [definition.name, definition] as const))(
    '%s has an example of each kind of answer',
    (_name, { examples, unconfirmed }) => {
      const outcomes = new Set(examples.map(({ want }) => want.outcome));
      const wanted = ['found', 'not_found', 'bad_key', 'out_of_credits', 'rate_limited', 'no_access'];
      expect([...outcomes]).toEqual(expect.arrayContaining(wanted));
      expect(unconfirmed).not.toEqual([]);
    },
  );

  it('contains nine providers that answer at once, each id once', () => {
    expect(new Set(directory.map(({ id }) => id)).size).toBe(9);
  });
});
