import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFieldBook, type FieldRef } from '../fields/fieldBook.ts';
import { fieldValue } from './fieldValue.ts';
import { neededFields } from './neededFields.ts';
import { parseTemplate } from './parseTemplate.ts';
import { renderTemplate } from './renderTemplate.ts';

const customNames = ['Plan type', 'A|B', 'Size: big', 'firstName', '__proto__', 'a}b', 'Quote "x"'];
const book = createFieldBook(customNames);
const lead = {
  firstName: 'ANA MARÍA',
  lastName: "o'neil",
  email: 'ana@acme.example',
  jobTitle: null,
  companyName: 'McDonald & Söhne',
  companyWebsite: '  ',
  countryCode: 'ES',
  phoneNumber: '+34600000000',
  phoneMode: 'sandbox',
  linkedinUrl: null,
  yearsInRole: 2.5,
  tags: ['one', 'two'],
  emailVerified: false,
  doNotContact: false,
  id: 7,
  custom: { 'Plan type': 'Pro', 'A|B': 'both', 'Size: big': 'XL', firstName: 'Own', 'a}b': '$& {lastName} [[x]]' },
};
const valueOf = (field: FieldRef): string | null => fieldValue(lead, field, 'sandbox');
const read = (text: string) => parseTemplate(text, book);
const say = (text: string) => renderTemplate(read(text), valueOf);

describe('a template renders', () => {
  const cases: [what: string, template: string, message: string][] = [
    ['plain text, unchanged', 'Hello.', 'Hello.'],
    ['a field', 'Hi {lastName}', "Hi o'neil"],
    ['fields beside each other', '{countryCode}{id}', 'ES7'],
    ['a field with spaces around its name', '{ countryCode }', 'ES'],
    ['the fallback for a missing value', 'Hi {jobTitle|there}!', 'Hi there!'],
    ['the value instead of the fallback', '{countryCode|there}', 'ES'],
    ['a fallback of several words', '{jobTitle|dear friend}', 'dear friend'],
    ['the fallback without the spaces around it', '{jobTitle| there }', 'there'],
    ['the first field of a chain with a value', '{jobTitle|countryCode|friend}', 'ES'],
    ['the last piece of a chain as text when it is no field', '{jobTitle|linkedinUrl|friend}', 'friend'],
    ['a chain of fields without a text', '{jobTitle|companyName}', 'McDonald & Söhne'],
    ['a value of spaces as missing', '{companyWebsite|nothing}', 'nothing'],
    ['a number', '{yearsInRole} years', '2.5 years'],
    ['a list with commas', '{tags}', 'one, two'],
    ['yes and no', '{emailVerified} {doNotContact}', 'no no'],
    ['a custom field by its name', '{Plan type}', 'Pro'],
    ['a custom field with the name of a built-in field', '{firstName:lower} {custom:firstName}', 'ana maría Own'],
    ['a custom field by its long name', '{custom:Plan type}', 'Pro'],
    ['a custom field with a bar in its name', '{A\\|B}', 'both'],
    ['a custom field with a colon in its name', '{Size: big}', 'XL'],
    ['a custom field with a brace in its name, its value as text', '{a\\}b}', '$& {lastName} [[x]]'],
    ['a custom field in another case', '{Plan type:upper}', 'PRO'],
    ['a name in capitals as a title', '{firstName:title}', 'Ana María'],
    ['a name with an apostrophe as a title', '{lastName:title}', "O'Neil"],
    ['capitals inside of a name as they are', '{companyName:title}', 'McDonald & Söhne'],
    ['upper case of a sharp s', '{companyName:upper}', 'MCDONALD & SÖHNE'],
    ['lower case', '{companyName:lower}', 'mcdonald & söhne'],
    ['a helper with spaces', '{ firstName : title }', 'Ana María'],
    ['a helper in a chain', '{jobTitle:title|lastName:title|x}', "O'Neil"],
    ['a fallback without its field’s helper', '{jobTitle:upper|there}', 'there'],
    ['literal braces', 'a {{ b }} c', 'a { b } c'],
    ['braces around a field', '{{{countryCode}}}', '{ES}'],
    ['two literal braces', '{{{{', '{{'],
    ['a text in quotes that is a field’s name', '{jobTitle|"lastName"}', 'lastName'],
    ['a text in quotes with its spaces', '[{jobTitle|" - "}]', '[ - ]'],
    ['a text in quotes with signs', '{jobTitle|"a|b}{c"}', 'a|b}{c'],
    ['a quote in quotes', '{jobTitle|"say \\"hi\\""}', 'say "hi"'],
    ['a backslash', '{jobTitle|a\\\\b}', 'a\\b'],
    ['a backslash outside of braces as it is', 'C:\\temp', 'C:\\temp'],
    ['any text in braces and quotes', '{"[["} and {"]]"}', '[[ and ]]'],
    ['single brackets as they are', '[x] a[0] ]', '[x] a[0] ]'],
    ['an optional part when its field has a value', 'Hi[[ from {countryCode}]]!', 'Hi from ES!'],
    ['no optional part when its field is missing', 'Hi[[ from {jobTitle}]]!', 'Hi!'],
    ['no optional part when one of two fields is missing', 'A[[ {countryCode} {jobTitle}]]', 'A'],
    ['an optional part when its fields have fallbacks', 'A[[ {jobTitle|x} {countryCode}]]', 'A x ES'],
    ['one space in place of an omitted part', 'a [[{jobTitle}]] b', 'a b'],
    ['no space before a comma', 'Hello [[{jobTitle}]], dear', 'Hello, dear'],
    ['no space before the end', 'Bye [[{jobTitle}]]', 'Bye'],
    ['no space at the beginning', '[[{jobTitle}]] Hello', 'Hello'],
    ['no empty line in place of an omitted line', 'a\n[[{jobTitle}]]\nb', 'a\nb'],
    ['one empty line in place of an omitted paragraph', 'a\n\n[[{jobTitle}]]\n\nb', 'a\n\nb'],
    ['no empty lines before the first paragraph', '[[{jobTitle}]]\n\nb', 'b'],
    ['no empty lines after the last', 'a\n\n[[P.S. {jobTitle}]]', 'a'],
    ['one space around two omitted parts', 'a [[{jobTitle}]] [[{linkedinUrl}]] b', 'a b'],
    ['the same text when an omitted part follows an omitted part', 'a [[{jobTitle}]][[, x {jobTitle}]]b', 'a b'],
    ['other spaces unchanged', 'a  b   {countryCode}', 'a  b   ES'],
    ['an inner part without the outer one', '[[{countryCode}[[ {jobTitle}]] ok]]', 'ES ok'],
    ['no inner part when the outer part is omitted', 'x[[{jobTitle} [[{countryCode}]]]]', 'x'],
    ['an inner part that ends with the outer one', '[[a [[{countryCode}]]]]', 'a ES'],
    ['a bracket inside an optional part', '[[[{countryCode}]]]', '[ES]'],
    ['a line break in an optional part', '[[{countryCode}\nx]]', 'ES\nx'],
    ['signs of any language', '¡Hola {countryCode} 👋🏽!', '¡Hola ES 👋🏽!'],
    ['dollars, ampersands and percents', '$& $1 {countryCode} %s', '$& $1 ES %s'],
    ['text that looks like code', '{"${process.exit()}"} <b>{countryCode}</b>', '${process.exit()} <b>ES</b>'],
  ];
  test.each(cases)('%s', (_what, template, message) => {
    const { text, missing } = say(template);
    expect({ text, missing }).toEqual({ text: message, missing: [] });
    expect(read(template).hasErrors).toBe(false);
  });
});

describe('a missing value', () => {
  const cases: [what: string, template: string, missing: string[]][] = [
    ['of a field without a fallback', 'Hi {jobTitle}', ['jobTitle']],
    ['of all fields of a chain', '{jobTitle|linkedinUrl}', ['jobTitle', 'linkedinUrl']],
    ['is listed once for a repeated field', '{jobTitle} {jobTitle}', ['jobTitle']],
    ['of a custom field that this lead does not have', '{Quote "x"}', ['Quote "x"']],
    ['of a custom field with the name of an object property', '{__proto__}', ['__proto__']],
    ['is not listed for an omitted part', '[[{linkedinUrl}]] {jobTitle}', ['jobTitle']],
  ];
  test.each(cases)('%s', (_what, template, missing) => {
    const { text, missing: lacking } = say(template);
    expect({ text, missing: lacking.map(({ key }) => key) }).toEqual({ text: null, missing });
    expect(read(template).hasErrors).toBe(false);
  });

  test('is shown with its name and its surroundings', () => {
    expect(say('Hi {jobTitle|linkedinUrl} of {countryCode} [[{jobTitle}]]{linkedinUrl|x}').segments).toEqual([
      { kind: 'text', text: 'Hi ', field: null },
      { kind: 'gap', text: 'Job title or LinkedIn', field: 'jobTitle' },
      { kind: 'text', text: ' of ', field: null },
      { kind: 'value', text: 'ES', field: 'countryCode' },
      { kind: 'text', text: ' ', field: null },
      { kind: 'fallback', text: 'x', field: 'linkedinUrl' },
    ]);
  });

  test('a blank message has no text', () => {
    expect(say('[[{jobTitle}]] \n')).toMatchObject({ text: null, missing: [] });
  });

  test('is listed in the required fields, each combination once with all its places', () => {
    const needs = neededFields(read('{firstName} [[{jobTitle}]] {email|x} {jobTitle|email} {firstName:title}'));
    expect(needs.map(({ fields, places }) => [fields.map(({ key }) => key), places])).toEqual([
      [
        ['firstName'],
        [
          { at: 0, length: 11 },
          { at: 54, length: 17 },
        ],
      ],
      [['jobTitle', 'email'], [{ at: 37, length: 16 }]],
    ]);
  });
});

describe('a problem', () => {
  const cases: [template: string, code: string, at: number, length: number, suggestion: string | null][] = [
    ['Hi {fristName}', 'unknown_field', 4, 9, 'firstName'],
    ['{ FirstName }', 'unknown_field', 2, 9, 'firstName'],
    ['{first_name}', 'unknown_field', 1, 10, 'firstName'],
    ['{company}', 'unknown_field', 1, 7, 'companyName'],
    ['{phone}', 'unknown_field', 1, 5, 'phoneNumber'],
    ['{plan typ}', 'unknown_field', 1, 8, 'Plan type'],
    ['{A B}', 'unknown_field', 1, 3, 'A\\|B'],
    ['{firstnam:title}', 'unknown_field', 1, 14, 'firstName:title'],
    ['{toString}', 'unknown_field', 1, 8, null],
    ['{constructor|x}', 'unknown_field', 1, 11, null],
    ['{hasOwnProperty}', 'unknown_field', 1, 14, null],
    ['{message}', 'unknown_field', 1, 7, null],
    ['{jobTitel|companyName|x}', 'unknown_field', 1, 8, 'jobTitle'],
    ['{jobTitle|companyNam|friend}', 'unknown_field', 10, 10, 'companyName'],
    ['{firstName:titel}', 'unknown_helper', 1, 15, null],
    ['{}', 'empty_placeholder', 0, 2, null],
    ['{|x}', 'empty_placeholder', 0, 4, null],
    ['{  }', 'empty_placeholder', 0, 4, null],
    ['{firstName|}', 'empty_fallback', 11, 0, null],
    ['{firstName|""}', 'empty_fallback', 11, 2, null],
    ['{firstName|"x"|lastName}', 'unreachable', 11, 12, '"x"'],
    ['a {firstName', 'unclosed_brace', 2, 10, null],
    ['a {firstName {lastName}', 'unclosed_brace', 2, 11, null],
    ['{firstName\n}}', 'unclosed_brace', 0, 10, null],
    ['{"firstName}', 'unclosed_brace', 0, 12, null],
    ['{firstName\\', 'unclosed_brace', 0, 10, null],
    ['a } b', 'stray_brace', 2, 1, '}}'],
    ['{firstName}}', 'stray_brace', 11, 1, '}}'],
    ['a [[ {firstName}', 'unclosed_optional', 2, 2, null],
    ['{firstName} ]] b', 'stray_optional_end', 12, 2, '{"]]"}'],
  ];
  test.each(cases)('in %j is %s', (template, code, at, length, suggestion) => {
    const { problems, hasErrors } = read(template);
    expect(problems).toMatchObject([{ code, at, length, suggestion, severity: 'error' }]);
    expect(hasErrors).toBe(true);
    expect(say(template).text).toBeNull();
  });

  const warnings: [template: string, code: string, suggestion: string | null, message: string | null][] = [
    ['[[no field]]', 'optional_without_field', null, 'no field'],
    ['[[{jobTitle|x}]]', 'optional_without_field', null, 'x'],
    ['{jobTitle|companyNam}', 'looks_like_field', 'companyName', 'companyNam'],
    ['{{countryCode}}', 'doubled_braces', '{countryCode}', '{countryCode}'],
  ];
  test.each(warnings)('in %j is only a warning: %s', (template, code, suggestion, message) => {
    expect(read(template).problems).toMatchObject([{ code, suggestion, severity: 'warning' }]);
    expect(say(template).text).toBe(message);
  });

  test.each(['{companyName|company}', '{jobTitle|there}', '{firstName|friend}', '{{not a field}}'])(
    'is not found in %j',
    (template) => {
      expect(read(template).problems).toEqual([]);
    },
  );

  test('has a message, a suggestion, and a line and column from 1', () => {
    expect(read('Hi,\n\nI am {fristName}').problems).toEqual([
      {
        code: 'unknown_field',
        severity: 'error',
        message: 'Unknown field in template: fristName',
        hint: '{fristName} is not a field. Did you mean {firstName}?',
        at: 11,
        length: 9,
        line: 3,
        column: 7,
        suggestion: 'firstName',
      },
    ]);
  });

  test('is listed with all others, and each unknown field once', () => {
    const { problems, unknownFields } = read('{x} } {y} {x} ]]');
    expect(problems.map(({ code }) => code)).toEqual([
      'unknown_field',
      'stray_brace',
      'unknown_field',
      'unknown_field',
      'stray_optional_end',
    ]);
    expect(unknownFields).toEqual(['x', 'y']);
  });

  test('is listed up to a limit', () => {
    const many = read('} '.repeat(120)).problems;
    expect(many).toHaveLength(51);
    expect(many.at(-1)).toMatchObject({ code: 'too_many_problems', message: 'There are 70 more problems.' });
  });
});

test('in live mode a sandbox number is missing', () => {
  const template = read('{phoneNumber|none}');
  expect(renderTemplate(template, (field) => fieldValue(lead, field, 'live')).text).toBe('none');
  expect(renderTemplate(template, (field) => fieldValue(lead, field, 'sandbox')).text).toBe('+34600000000');
});

const pieces = fc.constantFrom(
  '{',
  '}',
  '{{',
  '}}',
  '[[',
  ']]',
  '[',
  ']',
  '|',
  ':',
  '"',
  '\\',
  '\n',
  ' ',
  ',',
  '$&',
  'é',
  '👋🏽',
  '\ud800',
  'firstName',
  'jobTitle',
  '{jobTitle}',
  '{firstName:title|x}',
  '{toString}',
  '{__proto__}',
  '{Plan type}',
  '[[{jobTitle}]]',
  'text',
);
const templates = fc.oneof(
  fc.array(pieces, { maxLength: 60 }).map((some) => some.join('')),
  fc.string({ unit: 'binary' }),
);
const anything = fc.oneof(
  fc.anything(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('$&', '{firstName}', '[[', 'x'),
);

test('for any template and any lead: no error is thrown, no value is missing, all output is text', () => {
  fc.assert(
    fc.property(
      templates,
      fc.dictionary(fc.constantFrom(...customNames), anything),
      anything,
      (text, custom, value) => {
        const template = read(text);
        const { segments, text: message } = renderTemplate(template, (field) =>
          fieldValue({ ...lead, firstName: value, jobTitle: value, custom }, field, 'live'),
        );
        for (const problem of template.problems) {
          expect(problem.at).toBeGreaterThanOrEqual(0);
          expect(problem.at + problem.length).toBeLessThanOrEqual(text.length);
        }
        if (message === null) return;
        expect(template.hasErrors).toBe(false);
        expect(message).toBe(segments.map((segment) => segment.text).join(''));
        expect(message.trim()).not.toBe('');
        const own = segments
          .filter(({ kind }) => kind === 'text' || kind === 'fallback')
          .map((segment) => segment.text)
          .join('');
        expect(own).not.toMatch(/undefined|null|\[object/u);
        expect(segments.filter(({ kind }) => kind === 'gap' || kind === 'broken')).toEqual([]);
      },
    ),
    { numRuns: 400 },
  );
});

const jobTitleOf = (value: unknown) =>
  fieldValue({ jobTitle: value }, { kind: 'lead', name: 'jobTitle', key: 'jobTitle' }, 'sandbox');

test('texts are trimmed, and blank texts are missing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(jobTitleOf(text)).toBe(text.trim() || null);
    }),
  );
});

test('values of other types become text or are missing', () => {
  fc.assert(
    fc.property(
      anything.filter((value) => typeof value !== 'string'),
      (value) => {
        expect(String(jobTitleOf(value))).not.toMatch(/undefined|\[object/u);
      },
    ),
  );
});

test('braces in a message come only from doubled braces or from values', () => {
  const words = fc.array(fc.constantFrom('{{', '}}', 'a ', '{countryCode}', '[[{jobTitle} {{]]', '{jobTitle|b}'), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(words, (some) => {
      const message = say(some.join('')).text ?? '';
      const count = (sign: string, of: string): number => of.split(sign).length - 1;
      expect(count('{', message)).toBe(some.filter((word) => word === '{{').length);
      expect(count('}', message)).toBe(some.filter((word) => word === '}}').length);
    }),
  );
});

test('time grows linearly with the length, with any nesting: 100 KB in less than half a second', () => {
  const long = 100_000;
  const fill = (piece: string): string => piece.repeat(Math.ceil(long / piece.length)).slice(0, long);
  const half = long / 2;
  const worst = {
    openings: fill('['),
    nested: `${fill('[[').slice(0, half)}{jobTitle}${fill(']]').slice(0, half)}`,
    nestedWithFields: `${fill('[[{countryCode}').slice(0, half)}${fill(']]').slice(0, half)}`,
    leftOutInEachOther: `${fill('[[{countryCode} [[{jobTitle}]] ').slice(0, half)}${fill(']]').slice(0, half)}`,
    braces: fill('{'),
    unclosed: fill('{a'),
    quotes: fill('{"'),
    backslashes: fill('{\\'),
    bars: `{${fill('a|')}`,
    spaces: `{${fill(' ')}`,
    colons: `{${fill('firstName:')}}`,
    doubled: fill('{{firstName'),
    unknown: fill('{fristNmae}'),
    lines: fill('[[{jobTitle}]]\n\n'),
    shouted: fill('{firstName:title} '),
  };
  // Quadratic time would be many seconds. The fastest of several runs counts: other work on the machine slows the rest.
  for (const [name, template] of Object.entries(worst)) {
    let bestMs = Infinity;
    for (let run = 0; run < 6 && bestMs >= 500; run += 1) {
      const startMs = performance.now();
      say(template);
      bestMs = Math.min(bestMs, performance.now() - startMs);
    }
    expect(bestMs, name).toBeLessThan(500);
  }
});
