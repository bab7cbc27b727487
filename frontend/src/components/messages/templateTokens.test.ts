import { expect, it } from 'vitest';
import { fieldNames, templateTokens } from './templateTokens.ts';

const field = (name: string, isCustom = false) => ({ name, label: name, isCustom, placeholder: `{${name}}` });
const names = fieldNames([field('firstName'), field('jobTitle'), field('Größe 🙂', true), field('a|b', true)]);
const tokens = (text: string): string[] => templateTokens(text, names).map((token) => `${token.kind} ${token.text}`);

it.each([
  ['Hi {firstName}!', ['text Hi ', 'sign {', 'field firstName', 'sign }', 'text !']],
  ['{fristName}', ['sign {', 'unknown fristName', 'sign }']],
  ['{firstName|there}', ['sign {', 'field firstName', 'sign |', 'fallback there', 'sign }']],
  ['{firstName | jobTitle}', ['sign {', 'field firstName', 'sign  | ', 'field jobTitle', 'sign }']],
  ['{x|there}', ['sign {', 'unknown x', 'sign |', 'fallback there', 'sign }']],
  ['{"[["}', ['sign {', 'fallback "[["', 'sign }']],
  ['{firstName:title}', ['sign {', 'field firstName:title', 'sign }']],
  ['{firstName:big}', ['sign {', 'unknown firstName:big', 'sign }']],
  [
    '{Größe 🙂} {custom:Größe 🙂}',
    ['sign {', 'field Größe 🙂', 'sign }', 'text  ', 'sign {', 'field custom:Größe 🙂', 'sign }'],
  ],
  ['{a\\|b}', ['sign {', 'field a\\|b', 'sign }']],
  ['{{firstName}} ', ['text {{firstName}} ']],
  ['[[at {jobTitle}]]', ['sign [[', 'text at ', 'sign {', 'field jobTitle', 'sign }', 'sign ]]']],
  ['{fir\n{jobTitle}', ['sign {', 'unclosed fir', 'text \n', 'sign {', 'field jobTitle', 'sign }']],
  ['שלום {firstName}, 😀', ['text שלום ', 'sign {', 'field firstName', 'sign }', 'text , 😀']],
  ['{}', ['sign {', 'sign }']],
  ['', []],
])('%j is shown as %j', (text, shown) => {
  expect(tokens(text)).toEqual(shown);
});

it('shows no field as unknown while the fields are not loaded', () => {
  expect(templateTokens('{Plan|there}', null).map(({ kind }) => kind)).toEqual([
    'sign',
    'field',
    'sign',
    'fallback',
    'sign',
  ]);
});

it('keeps every character of any text', () => {
  const signs = ['{', '}', '|', '"', '[[', ']]', '\\', '\n', 'firstName', '🙂', ' ', ':', '$'];
  let seed = 7;
  for (let round = 0; round < 2_000; round += 1) {
    const text = Array.from({ length: 12 }, () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return signs[seed % signs.length] ?? '';
    }).join('');
    expect(
      templateTokens(text, names)
        .map((token) => token.text)
        .join(''),
    ).toBe(text);
  }
});
