import { pathPattern, pathProblem } from '@tinygenesy/contract';
import { describe, expect, it } from 'vitest';
import { readPath } from './readPath.ts';

describe('a path into an answer', () => {
  const answer = {
    a: { b: [{ n: 1 }, { n: 2, kind: 'phone' }, null], 'x-y_z': 'v', blank: ' ', no: null, zero: 0, not: false },
    single: 'one',
  };
  it.each<[string, unknown[]]>([
    ['$', [answer]],
    ['single', ['one']],
    ['a.b[0].n', [1]],
    ['a.b[*].n', [1, 2]],
    ['a.b[7].n', []],
    ['a.b[kind=phone].n', [2]],
    ['a.b[kind=PHONE].n', [2]],
    ['a.x-y_z', ['v']],
    ['a.blank', []],
    ['a.no', []],
    ['a.zero', [0]],
    ['a.not', [false]],
    ['single[*]', ['one']],
    ['single[0]', ['one']],
    ['single.length', []],
    ['a.b.length', []],
    ['missing | single', ['one']],
    ['a.blank | a.zero', [0]],
    ['toString', []],
    ['a.hasOwnProperty', []],
  ])('%s', (path, values) => {
    expect(path).toMatch(pathPattern);
    expect(readPath(answer, path)).toEqual(values);
  });

  it('reads a list at the root', () => {
    expect(readPath([{ n: 1 }, { n: 2 }], '[*].n')).toEqual([1, 2]);
    expect(readPath([{ n: 1 }, { n: 2 }], '[0].n')).toEqual([1]);
    expect(readPath([], '$')).toEqual([[]]);
  });

  it('yields at most 1,000 values', () => {
    const rows = Array.from({ length: 5_000 }, () => ({ n: [1, 2, 3] }));
    expect(readPath(rows, '[*].n[*]')).toHaveLength(1_000);
  });

  it.each(['', 'a..b', 'a.', '.a', 'a[b]', 'a[*', 'a b', 'a[?(@.x)]', '$.a', 'a|', "a['b']", 'a[-1]'])(
    '%j is no path',
    (text) => expect(text).not.toMatch(pathPattern),
  );

  it.each(['a.__proto__', 'constructor.name', '[__proto__=x]', Array.from({ length: 30 }, () => 'a').join('.')])(
    '%s is refused',
    (text) => expect(pathProblem(text)).not.toBeNull(),
  );
});
