import { beforeEach, expect, it } from 'vitest';
import { sampleLead } from '../testing/samples.ts';
import { forgetReceived, newestLead, receiveLead } from './newest.ts';

beforeEach(forgetReceived);

const lead = (version: number, phoneStatus: 'asking' | 'cancelled' | 'none', updatedAt = '2026-05-03T10:00:00.000Z') =>
  sampleLead({ id: 7, version, phoneStatus, updatedAt });

it('keeps the last event of a version, whatever the times in the states', () => {
  receiveLead(lead(1, 'asking', '2026-05-03T10:00:00.101Z'), 10);
  receiveLead(lead(1, 'cancelled', '2026-05-03T10:00:00.100Z'), 11);
  expect(newestLead(lead(1, 'asking', '2026-05-03T10:00:00.101Z'), 5).phoneStatus).toBe('cancelled');
});

it('believes a response to a request that was sent after the event', () => {
  receiveLead(lead(1, 'asking'), 10);
  expect(newestLead(lead(1, 'none'), 11).phoneStatus).toBe('none');
});

it('never goes back to an older version', () => {
  receiveLead(lead(3, 'cancelled'), 10);
  receiveLead(lead(2, 'asking'), 11);
  expect(newestLead(lead(2, 'asking'), 20)).toMatchObject({ version: 3, phoneStatus: 'cancelled' });
  expect(newestLead(lead(4, 'none'), 1)).toMatchObject({ version: 4, phoneStatus: 'none' });
});
