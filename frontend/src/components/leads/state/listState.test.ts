import { expect, it } from 'vitest';
import { importAddress, readListState, writeListState } from './listState.ts';

it('reads the state that was written, and keeps other parameters of the address', () => {
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

it('removes cleared filters, and does not write the default sort', () => {
  const query = writeListState(new URLSearchParams('country=ES&sort=email&lead=7'), { filter: {}, sort: '-id' });
  expect(query.toString()).toBe('lead=7');
});

it('ignores invalid values and keeps the others', () => {
  const query = new URLSearchParams('country=Spain&phoneStatus=found,lost&jobId=x&q=acme&sort=height');
  expect(readListState(query)).toEqual({ filter: { q: 'acme' }, sort: '-id' });
});

it('keeps commas and backslashes within values, and reads a repeated parameter', () => {
  const state = { filter: { tag: ['fair, 2026', 'a\\b', '\\,', 'end\\'] }, sort: '-id' as const };
  const query = writeListState(new URLSearchParams(), state);
  expect(readListState(new URLSearchParams(query.toString()))).toEqual(state);
  expect(readListState(new URLSearchParams('tag=fair%5C%2C%202026,vip')).filter.tag).toEqual(['fair, 2026', 'vip']);
  expect(readListState(new URLSearchParams('tag=fair,%202026&tag=vip')).filter.tag).toEqual(['fair, 2026', 'vip']);
});

it('keeps the order of a file only with the leads of its import', () => {
  const ofImport = new URLSearchParams(importAddress(7).search);
  expect(readListState(ofImport)).toEqual({ filter: { importId: 7 }, sort: 'importRow' });
  expect(readListState(new URLSearchParams('sort=importRow')).sort).toBe('-id');
  expect(writeListState(ofImport, { filter: {}, sort: 'importRow' }).toString()).toBe('');
  expect(writeListState(ofImport, { filter: { importId: 7, jobId: 2 }, sort: '-importRow' }).get('sort')).toBeNull();
});
