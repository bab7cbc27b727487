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

it('puts a later state in its place and leaves every other row and page the same object', () => {
  const before = pages();
  const later = sampleLead({ id: 1, version: 2, phoneStatus: 'asking' });
  const after = patchLeadPages(before, new Map([[1, later]]), new Set());
  expect(after.pages[1]?.leads[1]).toBe(later);
  expect(after.pages[1]?.leads[0]).toBe(before.pages[1]?.leads[0]);
  expect(after.pages[0]).toBe(before.pages[0]);
});

it('drops what is older than what is shown', () => {
  const before = pages();
  const after = patchLeadPages(
    before,
    new Map([[4, sampleLead({ id: 4, version: 4, phoneStatus: 'queued' })]]),
    new Set(),
  );
  expect(after).toBe(before);
});

it('takes the same version when it was written later, not when it was written earlier', () => {
  const before = pages();
  const earlier = sampleLead({ id: 4, version: 5, updatedAt: '2026-05-03T09:59:59.000Z' });
  const later = sampleLead({ id: 4, version: 5, updatedAt: '2026-05-03T10:00:01.000Z' });
  expect(patchLeadPages(before, new Map([[4, earlier]]), new Set())).toBe(before);
  expect(patchLeadPages(before, new Map([[4, later]]), new Set()).pages[0]?.leads[0]).toBe(later);
});

it('takes deleted leads out', () => {
  const after = patchLeadPages(pages(), new Map(), new Set([3]));
  expect(after.pages[0]?.leads.map(({ id }) => id)).toEqual([4]);
});
