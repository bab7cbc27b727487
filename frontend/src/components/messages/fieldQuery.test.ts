import type { TemplateField } from '@tinygenesy/contract';
import { describe, expect, it } from 'vitest';
import { addFallback, completeField, fieldQueryAt, insertText, matchingFields, writtenFallback } from './fieldQuery.ts';

const field = (name: string, label = name, placeholder = `{${name}}`): TemplateField => ({
  name,
  label,
  isCustom: false,
  placeholder,
});
const fields = [
  field('firstName', 'First name'),
  field('companyName', 'Company'),
  field('A|B', 'A|B', '{A\\|B}'),
  field('email', 'E-mail'),
];
/** `|` is where the caret is. */
const at = (marked: string): [string, number] => [marked.replace('¦', ''), marked.indexOf('¦')];

describe('finds the field name being typed', () => {
  it.each([
    ['Hi {¦', 4, ''],
    ['Hi {fir¦', 4, 'fir'],
    ['Hi {fir¦stName}', 4, 'fir'],
    ['{ fir¦', 2, 'fir'],
    ['{jobTitle|com¦', 10, 'com'],
    ['{{{x¦', 3, 'x'],
    ['a\n{b¦', 3, 'b'],
    ['{first na¦', 1, 'first na'],
  ])('in %s', (marked, from, query) => {
    expect(fieldQueryAt(...at(marked))).toEqual({ from, query, brace: marked.lastIndexOf('{') });
  });

  it.each(['Hi ¦', 'Hi {firstName}¦', '{a}¦', '{{x¦', '{\nx¦', '{a|"x¦', '¦{'])('not in %s', (marked) => {
    expect(fieldQueryAt(...at(marked))).toBeNull();
  });
});

it('fields whose name or label begins with the typed text come first', () => {
  const names = (query: string): string[] => matchingFields(fields, query).map(({ name }) => name);
  expect(names('')).toEqual(['firstName', 'companyName', 'A|B', 'email']);
  expect(names('e-M')).toEqual(['email']);
  expect(names('name')).toEqual(['firstName', 'companyName']);
  expect(names('first n')).toEqual(['firstName']);
  expect(names('zzz')).toEqual([]);
});

it('a chosen field gets a closing brace if it has none', () => {
  const complete = (marked: string, chosen: TemplateField) => {
    const [text, caret] = at(marked);
    const query = fieldQueryAt(text, caret);
    if (query === null) throw new Error('No name is being typed.');
    const edit = completeField(text, query, caret, chosen);
    return `${edit.text.slice(0, edit.caret)}¦${edit.text.slice(edit.caret)}`;
  };
  const [first, , bar] = fields;
  if (!first || !bar) throw new Error('There are no fields.');
  expect(complete('Hi {fi¦, you', first)).toBe('Hi {firstName}¦, you');
  expect(complete('Hi {fi¦|there}', first)).toBe('Hi {firstName¦|there}');
  expect(complete('{x|fi¦}', first)).toBe('{x|firstName¦}');
  expect(complete('{a¦', bar)).toBe('{A\\|B}¦');
  expect(complete('{fi¦ {email}', first)).toBe('{firstName}¦ {email}');
});

it('text replaces the selection', () => {
  expect(insertText('Hi you!', 3, 6, '{firstName}')).toEqual({ text: 'Hi {firstName}!', caret: 14 });
});

it('a fallback is added to every placeholder, in quotes where it would have another meaning', () => {
  const text = '{companyName} and {companyName:upper}';
  const places = [
    { at: 0, length: 13 },
    { at: 18, length: 19 },
  ];
  expect(addFallback(text, places, writtenFallback(' your company ', fields))).toBe(
    '{companyName|your company} and {companyName:upper|your company}',
  );
  expect(writtenFallback('email', fields)).toBe('"email"');
  expect(writtenFallback('a "b" | c\\', fields)).toBe('"a \\"b\\" | c\\\\"');
});
