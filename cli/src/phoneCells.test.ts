import type { Lead } from '@tinygenesy/contract';
import { expect, test } from 'vitest';
import { sandboxNote } from '@tinygenesy/backend/sandboxNote';
import { phoneCells } from './phoneCells.ts';

const lead: Lead = {
  id: 1,
  version: 1,
  firstName: 'Ana',
  lastName: null,
  email: 'ana@acme.es',
  jobTitle: null,
  companyName: null,
  companyWebsite: null,
  countryCode: null,
  countryRaw: null,
  phoneNumber: null,
  phoneFormatted: null,
  phoneExtension: null,
  phoneType: null,
  phoneCountry: null,
  phoneProvider: null,
  phoneMode: null,
  phoneStatus: 'none',
  phoneDetail: null,
  phoneCheckedAt: null,
  phones: [],
  emailVerified: null,
  emailVerdict: null,
  emailReasons: [],
  emailCheck: 'idle',
  emailCheckedAt: null,
  emailDepth: null,
  emailSuggestion: null,
  emailRetryAt: null,
  linkedinUrl: null,
  yearsInRole: null,
  message: null,
  tags: [],
  doNotContact: false,
  suppressed: false,
  custom: {},
  createdAt: '2026-05-03T10:00:00.000Z',
  updatedAt: '2026-05-03T10:00:00.000Z',
};
const detail = { provider: null, step: null, of: null, waitingUntil: null, reason: null, failed: [] };
const found = { phoneNumber: '+34612345678', phoneProvider: 'orion', phoneStatus: 'found' } as const;
const none = { number: '', provider: '', isSandboxNumber: false };

test.each<[string, Partial<Lead>, 'sandbox' | 'live', object]>([
  ['a real number', { ...found, phoneMode: 'live' }, 'live', { number: '+34612345678', status: 'found', reason: '' }],
  ['with extension', { ...found, phoneMode: 'live', phoneExtension: '21' }, 'live', { number: '+34612345678 ext. 21' }],
  [
    'sandbox number',
    { ...found, phoneMode: 'sandbox' },
    'sandbox',
    { isSandboxNumber: true, reason: sandboxNote, final: true },
  ],
  ['sandbox number in live mode', { ...found, phoneMode: 'sandbox' }, 'live', { ...none, status: 'skipped' }],
  [
    'unusual sandbox number',
    {
      ...found,
      phoneMode: 'sandbox',
      phoneDetail: { ...detail, reason: { code: 'unusual_number', provider: 'orion', text: 'Unusual number' } },
    },
    'sandbox',
    { reason: `Unusual number; ${sandboxNote}` },
  ],
  ['a number wins over a state', { ...found, phoneStatus: 'on_hold' }, 'live', { status: 'found', final: true }],
  ['no data', { phoneStatus: 'no_data' }, 'live', { ...none, status: 'no_data', final: true }],
  [
    'not found, one failed',
    {
      phoneStatus: 'incomplete',
      phoneDetail: {
        ...detail,
        reason: { code: 'timeout', provider: 'orion', text: 'Not found, Orion failed' },
        failed: [{ provider: 'orion', reason: { code: 'timeout', text: 'No answer in time' } }],
      },
    },
    'live',
    { ...none, status: 'incomplete', reason: 'Not found, Orion failed (No answer in time)', final: false },
  ],
  ['failed', { phoneStatus: 'error' }, 'live', { status: 'error', final: false }],
  ['on hold', { phoneStatus: 'on_hold' }, 'live', { status: 'on_hold', final: false }],
  ['cancelled', { phoneStatus: 'cancelled' }, 'live', { status: 'cancelled', final: false }],
  ['under way', { phoneStatus: 'queued' }, 'live', { status: 'queued', final: false }],
  ['do not contact', { doNotContact: true }, 'live', { ...none, status: 'skipped', reason: 'Marked do not contact' }],
  [
    'on the suppression list',
    { suppressed: true },
    'live',
    { ...none, status: 'skipped', reason: 'On the suppression list' },
  ],
  [
    'nothing to ask with',
    {},
    'live',
    { status: 'skipped', reason: 'Missing input: email or company website', final: true },
  ],
  ['a sample', { tags: ['sample'] }, 'live', { status: 'skipped', reason: expect.stringMatching(/^Sample leads/) }],
])('%s', (_what, fields, mode, cells) => {
  expect(phoneCells({ ...lead, ...fields }, mode)).toMatchObject(cells);
});

test('a lead that was deleted during the run', () => {
  expect(phoneCells(null, 'live')).toMatchObject({ ...none, status: 'skipped', final: true });
});
