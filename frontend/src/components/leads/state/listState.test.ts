import { expect, it } from 'vitest';
import { readListState, writeListState } from './listState.ts';

it('comes back from the address as it went in, and leaves the rest of the address alone', () => {
  const state = {
    filter: {
      q: 'pérez & co',
      country: ['ES', 'US'],
      phoneStatus: ['none', 'error'] as ('none' | 'error')[],
      missing: ['email' as const],
      jobId: 12,
    },
    sort: '-companyName' as const,
  };
  const query = writeListState(new URLSearchParams('lead=7'), state);
  expect(query.get('lead')).toBe('7');
  expect(readListState(new URLSearchParams(query.toString()))).toEqual(state);
});

it('removes what is no longer filtered by, and does not write the usual order', () => {
  const query = writeListState(new URLSearchParams('country=ES&sort=email&lead=7'), { filter: {}, sort: '-id' });
  expect(query.toString()).toBe('lead=7');
});

it('leaves out what makes no sense and keeps the rest', () => {
  const query = new URLSearchParams('country=Spain&phoneStatus=found,lost&jobId=x&q=acme&sort=height');
  expect(readListState(query)).toEqual({ filter: { q: 'acme' }, sort: '-id' });
});
