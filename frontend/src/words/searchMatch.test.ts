import { describe, expect, test } from 'vitest';
import { sampleLead } from '../testing/samples.ts';
import { type MarkedPart, markNumber, markText, piecesOf, searchMatch } from './searchMatch.ts';

const shownAs = (parts: readonly MarkedPart[] | null): string | null =>
  parts?.map(({ text, isFound }) => (isFound ? `[${text}]` : text)).join('') ?? null;

test.each([
  ['acme', 'The ACME Group', 'The [ACME] Group'],
  ['perez', 'Ana Pérez', 'Ana [Pérez]'],
  ['pérez', 'Ana PEREZ', 'Ana [PEREZ]'],
  ['strasse', 'Lange Straße 5', 'Lange [Straße] 5'],
  ['straße', 'Lange Straße 5', 'Lange [Straße] 5'],
  ['grosse', 'Große', '[Große]'],
  ['ana  p', 'Ana   Pérez', '[Ana   P]érez'],
  ['  fair ', '  fair 2026', '  [fair] 2026'],
  // One and two characters are found at the start of words only.
  ['an', 'Ana Banana', '[An]a Banana'],
  ['ba', 'Ana Banana', 'Ana [Ba]nana'],
  ['a', 'Maria Ana', 'Maria [A]na'],
  ['na', 'Ana Banana', null],
  ['acme', 'Ana', null],
  ['', 'Ana', null],
  ['.*', 'Ana', null],
  ['🙂 ok', 'all 🙂 ok!', 'all [🙂 ok]!'],
])('the search %j marks %j as %j', (q, text, marked) => {
  expect(shownAs(markText(text, piecesOf(q)))).toBe(marked);
});

test.each([
  ['0175', '+1 404 555 0175', '+1 404 555 [0175]'],
  ['(404) 555', '+1 404 555 0175', '+1 [404 555] 0175'],
  ['+1404', '+1 404 555 0175', '[+1 404] 555 0175'],
  ['0049 151', '+49 151 496', '+[49 151] 496'],
  ['0151 496', '+49 151 496', '+49 [151 496]'],
  ['555 0175 ext', '+1 404 555 0175', null],
  ['ana', '+1 404 555 0175', null],
])('the search %j marks the number %j as %j', (q, number, marked) => {
  expect(shownAs(markNumber(number, piecesOf(q)))).toBe(marked);
});

describe('what a search found', () => {
  const lead = sampleLead({
    phoneNumber: '+14045550175',
    phoneFormatted: '+1 404 555 0175',
    tags: ['vip', 'fair, Berlin'],
    custom: { notes: 'We met in the long hall of the annual conference for recruiters, in May', empty: null },
    phones: [
      {
        number: '+34612345678',
        extension: null,
        type: 'mobile',
        source: 'import',
        doNotCall: null,
        unusual: false,
        at: null,
      },
    ],
  });
  const columns = new Set(['name', 'email', 'company']);
  const found = (q: string, shown: ReadonlySet<string> = columns): string | null => {
    const match = searchMatch(lead, piecesOf(q), shown);
    return match === null ? null : `${match.field}: ${shownAs(match.parts)}`;
  };

  test.each([
    ['berlin', 'Tag: fair, [Berlin]'],
    ['0175', 'Phone: +1 404 555 [0175]'],
    ['612 345', 'Further phone: +34[612345]678'],
    ['conference', 'notes: …annual [conference] for recruiters, in May'],
    ['long hall', 'notes: …in the [long hall] of the annual conference for …'],
    ['cto', 'Job title: [CTO]'],
    ['nobody', null],
  ])('%j is %j', (q, words) => {
    expect(found(q)).toBe(words);
  });

  test('is not said where a column shows it', () => {
    expect(found('acme')).toBeNull();
    expect(found('berlin', new Set(['tags']))).toBeNull();
    expect(found('0175', new Set(['nameAndPhone']))).toBeNull();
    expect(found('conference', new Set(['custom:notes']))).toBeNull();
    expect(found('ana', new Set(['phone']))).toBe('Name: [Ana] Pérez');
  });
});
