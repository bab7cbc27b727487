import { describe, expect, test } from 'vitest';
import { outcomeOf } from './outcome.ts';
import type { ProviderResult } from './types.ts';

const names: Record<string, string> = { orion: 'Orion', astra: 'Astra', nimbus: 'Nimbus' };
const outcome = (results: ProviderResult[]) => outcomeOf(results, (id) => names[id] ?? id);

const found = (provider: string): ProviderResult => ({
  provider,
  state: 'found',
  phoneType: 'fixed_line',
  inputHash: 'hash',
  scope: 'lookup',
  round: 2,
  attempt: 1,
});
const notFound = (provider: string): ProviderResult => ({ provider, state: 'not_found' });
const skipped = (provider: string, text = 'Needs an email'): ProviderResult => ({
  provider,
  state: 'skipped',
  reason: { code: 'missing_input', text },
});
const failed = (provider: string, code = 'timeout', text = 'No answer in time'): ProviderResult => ({
  provider,
  state: 'error',
  reason: { code, text },
});
const passed = (provider: string): ProviderResult => ({
  provider,
  state: 'passed',
  reason: { code: 'out_of_credits', text: 'No credits left' },
});
const notUsable = (provider: string): ProviderResult => ({
  provider,
  state: 'not_usable',
  reason: { code: 'bad_key', text: 'The key was refused' },
});

describe('the lead’s status', () => {
  test.each<[string, ProviderResult[]]>([
    ['found', [found('orion')]],
    ['found', [notFound('orion'), found('astra')]],
    ['found', [failed('orion'), notUsable('astra'), found('nimbus')]],
    ['no_data', [notFound('orion'), notFound('astra'), notFound('nimbus')]],
    ['no_data', [skipped('orion'), notFound('astra'), skipped('nimbus')]],
    ['incomplete', [failed('orion'), notFound('astra'), skipped('nimbus')]],
    ['incomplete', [notFound('orion'), failed('astra'), failed('nimbus')]],
    ['error', [failed('orion'), failed('astra')]],
    ['error', [failed('orion'), skipped('astra'), skipped('nimbus')]],
    ['skipped', [skipped('orion'), skipped('astra'), skipped('nimbus')]],
    ['skipped', []],
    ['incomplete', [passed('orion'), notFound('astra'), notFound('nimbus')]],
    ['incomplete', [passed('orion'), notFound('astra'), failed('nimbus')]],
    ['error', [passed('orion'), skipped('astra')]],
    ['error', [passed('orion'), failed('astra')]],
    ['found', [passed('orion'), found('astra')]],
    ['on_hold', [notUsable('orion'), notFound('astra'), notFound('nimbus')]],
    ['on_hold', [skipped('orion'), notUsable('astra'), failed('nimbus')]],
    ['on_hold', [notUsable('orion'), skipped('astra')]],
  ])('%s after %j', (status, results) => {
    expect(outcome(results).status).toBe(status);
  });
});

describe('the reason', () => {
  test('names providers that failed, and those that were passed by', () => {
    expect(outcome([failed('orion'), passed('astra'), notFound('nimbus')])).toMatchObject({
      reason: { code: 'timeout', text: 'Not found, Orion failed, not asked: Astra' },
      failed: [
        { provider: 'orion', reason: { text: 'No answer in time' } },
        { provider: 'astra', reason: { text: 'No credits left' } },
      ],
    });
  });

  test('a found number has only the line of the ledger', () => {
    expect(outcome([failed('orion'), found('astra')])).toEqual({
      status: 'found',
      foundBy: { provider: 'astra', inputHash: 'hash', scope: 'lookup', round: 2, attempt: 1 },
      reason: null,
      failed: [],
    });
  });

  test('names the skipped providers with their reasons', () => {
    const [reason] = [outcome([skipped('orion', 'Needs a company website'), notFound('astra')]).reason];
    expect(reason).toEqual({
      code: 'not_all_asked',
      provider: null,
      text: 'Not asked: Orion (needs a company website)',
    });
    expect(outcome([notFound('orion'), notFound('astra')]).reason).toBeNull();
  });

  test('names the failed providers, so that a retry asks only them', () => {
    const { reason, failed: failures } = outcome([
      failed('orion'),
      notFound('astra'),
      failed('nimbus', 'server_error'),
    ]);
    expect(reason).toEqual({ code: 'timeout', provider: 'orion', text: 'Not found, Orion, Nimbus failed' });
    expect(failures).toEqual([
      { provider: 'orion', reason: { code: 'timeout', text: 'No answer in time' } },
      { provider: 'nimbus', reason: { code: 'server_error', text: 'No answer in time' } },
    ]);
  });

  test('of an error is that of the first failure', () => {
    expect(outcome([failed('orion'), failed('astra', 'server_error', 'Failed (500)')]).reason).toEqual({
      code: 'timeout',
      provider: 'orion',
      text: 'No answer in time',
    });
  });

  test('of a lead without inputs names the needed fields', () => {
    expect(outcome([skipped('orion'), skipped('astra')]).reason?.text).toBe('Needs an email or a company website');
    expect(outcome([]).reason).toEqual({
      code: 'no_providers',
      provider: null,
      text: 'No provider is switched on',
    });
  });

  test('of providers without keys says so, not that the lead lacks something', () => {
    const withoutKey = (provider: string): ProviderResult => ({
      provider,
      state: 'skipped',
      reason: { code: 'no_secret', text: 'No API key entered' },
    });
    expect(outcome([withoutKey('orion'), withoutKey('astra')])).toMatchObject({
      status: 'skipped',
      reason: { code: 'no_secret', text: 'No provider that is on has a key' },
    });
    expect(outcome([withoutKey('orion'), notFound('astra')])).toMatchObject({
      status: 'no_data',
      reason: { text: 'Not asked: Orion (no API key entered)' },
    });
    expect(outcome([withoutKey('orion'), skipped('astra')]).reason?.code).toBe('missing_input');
  });

  test('of a hold names the provider to fix, and keeps the failed ones', () => {
    expect(outcome([failed('orion'), notUsable('astra')])).toMatchObject({
      reason: { code: 'bad_key', provider: 'astra', text: 'The key was refused' },
      failed: [{ provider: 'orion' }],
    });
  });
});
