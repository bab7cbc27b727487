import type { ProviderDefinition } from '@tinygenesy/contract';
import { expect, test } from 'vitest';
import type { ProviderAnswer } from '../provider.ts';
import { declaredProvider } from './declaredProvider.ts';
import { directory } from './directory/directory.ts';

const [sample] = directory;
if (sample === undefined) throw new Error('The directory is empty');

test.each([
  ['none: one call a second', [], 1, []],
  ['a second', [[5, 1]], 5, []],
  ['a minute, spread over it', [[60, 60]], 1, [[60, 60]]],
  ['a minute that is no whole number a second', [[100, 60]], 2, [[100, 60]]],
  ['two seconds', [[10, 2]], 5, [[10, 2]]],
  [
    'a second and a day',
    [
      [5, 1],
      [1_500, 86_400],
    ],
    5,
    [[1_500, 86_400]],
  ],
  [
    'several without a second: the tightest',
    [
      [600, 60],
      [3_600, 3_600],
    ],
    1,
    [
      [600, 60],
      [3_600, 3_600],
    ],
  ],
  ['more than the product allows a second', [[5_000, 1]], 1_000, []],
] as const)('windows of %s', (_name, windows, ratePerSecond, further) => {
  const limits = { windows: windows.map(([calls, seconds]): [number, number] => [calls, seconds]), concurrent: 7 };
  const { defaults } = declaredProvider({
    definition: { ...sample, limits },
    version: 1,
    settings: {},
    allowedHosts: new Set(),
  });
  expect(defaults).toMatchObject({ ratePerSecond, windows: further, maxConcurrent: 7 });
});

const inHeader = { header: 'X-Key', value: '{{key}}' };

test.each([
  ['“key”', inHeader],
  ['ключ', inHeader],
  ['key\nx: y', inHeader],
  ['ключ', [{ query: 'user', value: '{{key}}' }, inHeader]],
])('the key %j is refused before a call, because a header can’t hold it', async (key, auth) => {
  const definition = { ...sample, auth, secrets: [{ name: 'key', label: 'API key' }] };
  const answer = await askAna(definition, key);
  expect(answer).toMatchObject({ kind: 'error', fault: 'bad_key', uncertain: false, retryable: false });
  expect(JSON.stringify(answer)).not.toContain(key);
});

test('a value of the lead that a header can’t hold ends the lead at this provider, without a call', async () => {
  const ask = { ...sample.ask, headers: { 'X-Name': '{{fullName}}' } };
  const definition = { ...sample, ask, auth: inHeader, secrets: [{ name: 'key', label: 'API key' }] };
  const answer = await askAna(definition, 'key');
  expect(answer).toMatchObject({
    kind: 'error',
    reason: { code: 'bad_input', text: expect.stringContaining('x-name') as unknown },
    fault: 'bad_input',
    uncertain: false,
    retryable: false,
  });
});

function askAna(definition: ProviderDefinition, key: string): Promise<ProviderAnswer> {
  const lead = { email: 'ana@acme.example', linkedinUrl: 'https://www.linkedin.com/in/ana', fullName: 'Ана' };
  const provider = declaredProvider({ definition, version: 1, settings: {}, allowedHosts: new Set() });
  return provider.ask(lead, { url: '', apiKey: '', secrets: { key }, signal: AbortSignal.timeout(5_000) });
}
