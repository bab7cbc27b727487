import type { LiveEvent } from '@tinygenesy/contract';
import { expect, it } from 'vitest';
import { sampleLead } from '../../testing/samples.ts';
import { latestStates } from './latestStates.ts';

const common = { type: 'event', topic: 'leads', at: '2026-05-03T10:00:00.000Z' } as const;
const created = (id: number): LiveEvent => ({ ...common, id: 1, name: 'lead.created', data: sampleLead({ id }) });
const changed = (id: number, version: number): LiveEvent => ({
  ...common,
  id: 2,
  name: 'lead.changed',
  data: sampleLead({ id, version }),
});
const deleted = (id: number): LiveEvent => ({ ...common, id: 3, name: 'lead.deleted', data: { id } });

it('keeps the last state of each lead', () => {
  const { leads, isLeadCreated } = latestStates([changed(1, 2), changed(2, 5), changed(1, 3)]);
  expect([...leads.values()].map(({ id, version }) => [id, version])).toEqual([
    [1, 3],
    [2, 5],
  ]);
  expect(isLeadCreated).toBe(false);
});

it('counts a lead as deleted or not by its last event', () => {
  const gone = latestStates([created(1), deleted(1)]);
  expect([gone.leads.size, [...gone.deletedLeads]]).toEqual([0, [1]]);
  const restored = latestStates([deleted(1), created(1)]);
  expect([[...restored.leads.keys()], restored.deletedLeads.size]).toEqual([[1], 0]);
  expect(restored.isLeadCreated).toBe(true);
});
