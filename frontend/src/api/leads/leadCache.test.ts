import { expect, it } from 'vitest';
import { sampleLead } from '../../testing/samples.ts';
import { type LeadPages, patchLeadPages } from './leadCache.ts';

const pages = (): LeadPages => ({
  pages: [
    { leads: [sampleLead({ id: 4, version: 5 }), sampleLead({ id: 3 })], nextCursor: 'a' },
    { leads: [sampleLead({ id: 2 }), sampleLead({ id: 1 })], nextCursor: null },
  ],
  pageParams: [null, 'a'],
});

it('replaces a row by its later state and keeps every other row and page the same object', () => {
  const before = pages();
  const later = sampleLead({ id: 1, version: 2, phoneStatus: 'asking' });
  const after = patchLeadPages(before, new Map([[1, later]]), new Set());
  expect(after.pages[1]?.leads[1]).toBe(later);
  expect(after.pages[1]?.leads[0]).toBe(before.pages[1]?.leads[0]);
  expect(after.pages[0]).toBe(before.pages[0]);
});

it('ignores a state that is older than the one on screen', () => {
  const before = pages();
  const after = patchLeadPages(
    before,
    new Map([[4, sampleLead({ id: 4, version: 4, phoneStatus: 'queued' })]]),
    new Set(),
  );
  expect(after).toBe(before);
});

it('replaces a row of the same version by the state that came after it, whatever its time', () => {
  const before = pages();
  const next = sampleLead({ id: 4, version: 5, updatedAt: '2026-05-03T09:59:59.000Z', phoneStatus: 'cancelled' });
  expect(patchLeadPages(before, new Map([[4, next]]), new Set()).pages[0]?.leads[0]).toBe(next);
});

it('removes deleted leads', () => {
  const after = patchLeadPages(pages(), new Map(), new Set([3]));
  expect(after.pages[0]?.leads.map(({ id }) => id)).toEqual([4]);
});
