import { expect, test } from 'vitest';
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

test.each(['“key”', 'ключ', 'key\nx: y'])(
  'the key %j is refused before a call, because a header can’t hold it',
  async (key) => {
    const definition = {
      ...sample,
      auth: { header: 'X-Key', value: '{{key}}' },
      secrets: [{ name: 'key', label: 'API key' }],
    };
    const provider = declaredProvider({ definition, version: 1, settings: {}, allowedHosts: new Set() });
    const lead = { email: 'ana@acme.example', linkedinUrl: 'https://www.linkedin.com/in/ana' };
    const answer = await provider.ask(lead, {
      url: '',
      apiKey: '',
      secrets: { key },
      signal: AbortSignal.timeout(5_000),
    });
    expect(answer).toMatchObject({ kind: 'error', fault: 'bad_key', uncertain: false, retryable: false });
    expect(JSON.stringify(answer)).not.toContain(key);
  },
);
