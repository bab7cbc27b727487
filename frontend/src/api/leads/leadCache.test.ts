import { expect, it } from 'vitest';
import { sampleLead } from '../../testing/samples.ts';
import type { LeadBlock } from './getLeads.ts';
import { patchBlock } from './leadCache.ts';

const block = (): LeadBlock => ({
  leads: [sampleLead({ id: 4, version: 5 }), sampleLead({ id: 3 }), null],
  nextCursor: 'a',
});

it('replaces a row by its later state and keeps every other row the same object', () => {
  const before = block();
  const later = sampleLead({ id: 3, version: 2, phoneStatus: 'asking' });
  const after = patchBlock(before, new Map([[3, later]]), new Set());
  expect(after.leads[1]).toBe(later);
  expect(after.leads[0]).toBe(before.leads[0]);
});

it('keeps a block of other leads, and ignores a state that is older than the one on screen', () => {
  const before = block();
  const older = sampleLead({ id: 4, version: 4, phoneStatus: 'queued' });
  const other = sampleLead({ id: 9 });
  const changed = new Map([older, other].map((lead) => [lead.id, lead]));
  expect(patchBlock(before, changed, new Set([8]))).toBe(before);
});

it('replaces a row of the same version by the state that came after it, whatever its time', () => {
  const next = sampleLead({ id: 4, version: 5, updatedAt: '2026-05-03T09:59:59.000Z', phoneStatus: 'cancelled' });
  expect(patchBlock(block(), new Map([[4, next]]), new Set()).leads[0]).toBe(next);
});

it('keeps the place of a deleted lead empty, so that no other row moves', () => {
  const after = patchBlock(block(), new Map(), new Set([4]));
  expect(after.leads.map((lead) => lead?.id)).toEqual([undefined, 3, undefined]);
});
