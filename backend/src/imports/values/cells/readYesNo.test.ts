import { expect, test } from 'vitest';
import { readYesNo } from './readYesNo.ts';

const cases: [answer: boolean | null, ...texts: string[]][] = [
  [
    true,
    'yes',
    'Y',
    'TRUE',
    '1',
    'x',
    '✓',
    'Sí',
    'si',
    'ja',
    'WAHR',
    'Oui',
    'vrai',
    'sim',
    'tak',
    'да',
    'はい',
    'Kyllä',
  ],
  [false, 'no', 'N', 'false', '0', 'nein', 'FALSCH', 'non', 'Não', 'nie', 'нет', 'いいえ', 'Ei'],
  [null, 'perhaps', 'only in May', '2', '2024-05-01', ''],
];
test.each(cases.flatMap(([answer, ...texts]) => texts.map((text) => [text, answer])))('"%s" is %s', (text, answer) => {
  expect(readYesNo(String(text))).toBe(answer);
});
