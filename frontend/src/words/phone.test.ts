import type { Lead, PhoneDetail } from '@tinygenesy/contract';
import { describe, expect, it } from 'vitest';
import { sampleAttempt, sampleLead } from '../testing/samples.ts';
import { offeredNumber, phoneCell } from './phone.ts';

const name = (id: string): string => ({ orion: 'Orion', astra: 'Astra', nimbus: 'Nimbus' })[id] ?? id;
const detail = (parts: Partial<PhoneDetail>): PhoneDetail => ({
  provider: null,
  step: null,
  of: null,
  waitingUntil: null,
  reason: null,
  failed: [],
  ...parts,
});
const cellOf = (parts: Partial<Lead>, mode: 'sandbox' | 'live' = 'sandbox') => phoneCell(sampleLead(parts), mode, name);
const failure = (provider: string) => ({
  provider,
  reason: { code: 'timeout', text: `${name(provider)} did not answer in time` },
});

it('names the provider that it waits for, and until when', () => {
  const waitingUntil = new Date(Date.now() + 60_000).toISOString();
  const phoneDetail = detail({ provider: 'orion', step: 1, of: 3, waitingUntil });
  expect(cellOf({ phoneStatus: 'queued', phoneDetail }).words).toMatch(/^waiting for Orion \(1 of 3\) until \S/u);
});

describe('the words of the phone cell', () => {
  it.each<[string, Partial<Lead>, string | null, 'find' | 'retry' | null]>([
    ['no lookup yet', {}, null, 'find'],
    ['queued', { phoneStatus: 'queued' }, 'waiting', null],
    [
      'queued in a paused job',
      {
        phoneStatus: 'queued',
        phoneDetail: detail({ reason: { code: 'job_paused', provider: null, text: 'The job is paused' } }),
      },
      'paused',
      null,
    ],
    [
      'asking',
      { phoneStatus: 'asking', phoneDetail: detail({ provider: 'orion', step: 1, of: 3 }) },
      'asking Orion (1 of 3)…',
      null,
    ],
    ['found', { phoneStatus: 'found', phoneNumber: '+34600000001', phoneProvider: 'orion' }, null, null],
    ['no data', { phoneStatus: 'no_data' }, 'No data found', null],
    [
      'incomplete',
      { phoneStatus: 'incomplete', phoneDetail: detail({ failed: [failure('orion')] }) },
      'Not found, Orion failed',
      'retry',
    ],
    [
      'incomplete, two failed, one of them twice',
      {
        phoneStatus: 'incomplete',
        phoneDetail: detail({ failed: [failure('orion'), failure('orion'), failure('nimbus')] }),
      },
      'Not found, Orion and Nimbus failed',
      'retry',
    ],
    [
      'incomplete, one was not asked',
      {
        phoneStatus: 'incomplete',
        phoneDetail: detail({
          reason: { code: 'day_budget', provider: 'orion', text: 'Not found, not asked: Orion' },
          failed: [failure('orion')],
        }),
      },
      'Not found, not asked: Orion',
      'retry',
    ],
    [
      'error',
      {
        phoneStatus: 'error',
        phoneDetail: detail({ reason: { code: 'bad_key', provider: 'orion', text: 'Orion refused the key (401)' } }),
      },
      'Failed: Orion refused the key (401)',
      'retry',
    ],
    ['cancelled', { phoneStatus: 'cancelled' }, 'Cancelled', 'find'],
    [
      'on hold',
      {
        phoneStatus: 'on_hold',
        phoneDetail: detail({ reason: { code: 'over_budget', provider: null, text: 'The cap is reached' } }),
      },
      'On hold: spending limit reached',
      'retry',
    ],
    ['skipped', { phoneStatus: 'skipped' }, 'Needs an email or a website', null],
    ['do not contact', { doNotContact: true }, 'Do not contact', null],
  ])('%s', (_state, lead, words, action) => {
    const cell = cellOf(lead);
    expect(cell.words).toBe(words);
    expect(cell.action).toBe(action);
  });

  it('shows a number with its source and its extension', () => {
    const cell = cellOf({
      phoneStatus: 'found',
      phoneNumber: '+14155550100',
      phoneExtension: '21',
      phoneProvider: 'manual',
    });
    expect(cell.number).toBe('+14155550100 ext. 21');
    expect(cell.source).toBe('entered by hand');
  });

  it('shows a number as people write it, with its kind and why it may be wrong; a copy has the plain number', () => {
    const reason = { code: 'unusual_number', provider: null, text: 'Unusual number' };
    const cell = cellOf({
      phoneStatus: 'found',
      phoneNumber: '+351612345678',
      phoneFormatted: '+351 612 345 678',
      phoneExtension: '7',
      phoneType: 'fixed_line',
      phoneProvider: 'import',
      phoneDetail: detail({ reason }),
    });
    expect(cell).toMatchObject({
      number: '+351612345678 ext. 7',
      written: '+351 612 345 678 ext. 7',
      lineType: 'landline',
      unusual: 'Unusual number',
    });
    expect(cellOf({ phoneStatus: 'error', phoneDetail: detail({ reason }) }).unusual).toBeNull();
  });

  it('keeps the number visible during a re-run', () => {
    const cell = cellOf({
      phoneNumber: '+34600000001',
      phoneProvider: 'orion',
      phoneMode: 'sandbox',
      phoneStatus: 'asking',
      phoneDetail: detail({ provider: 'astra', step: 2, of: 3 }),
    });
    expect(cell.number).toBe('+34600000001');
    expect(cell.words).toBe('asking Astra (2 of 3)…');
  });

  it('never shows a sandbox number as a real one in live mode', () => {
    const sandboxNumber = {
      phoneStatus: 'found',
      phoneNumber: '+34600000001',
      phoneMode: 'sandbox',
      phoneProvider: 'orion',
    } as const;
    expect(cellOf(sandboxNumber, 'live')).toMatchObject({
      isTestData: true,
      words: 'sandbox number',
      source: null,
      action: 'find',
    });
    expect(cellOf(sandboxNumber, 'sandbox')).toMatchObject({ isTestData: false, words: null, source: 'Orion' });
    expect(cellOf({ ...sandboxNumber, phoneMode: 'live' }, 'live').isTestData).toBe(false);
  });
});

describe('the number that is offered', () => {
  const found = sampleAttempt({ outcome: 'found', phoneNumber: '+34611111111' });

  it('is the found one when a person entered another', () => {
    const lead = sampleLead({ phoneNumber: '+34622222222', phoneProvider: 'manual' });
    expect(offeredNumber(lead, { attempts: [found] }, 'sandbox')).toEqual({
      provider: 'orion',
      number: '+34611111111',
    });
  });

  it('is null for the same number, an older round and the other mode', () => {
    const lead = sampleLead({ phoneNumber: '+34622222222' });
    expect(offeredNumber(sampleLead({ phoneNumber: '+34611111111' }), { attempts: [found] }, 'sandbox')).toBeNull();
    expect(offeredNumber(lead, { attempts: [found, sampleAttempt({ round: 2 })] }, 'sandbox')).toBeNull();
    expect(offeredNumber(lead, { attempts: [found] }, 'live')).toBeNull();
  });
});
