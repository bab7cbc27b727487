import { describe, expect, test } from 'vitest';
import { createFieldBook } from '../fields/fieldBook.ts';
import { parseTemplate } from './parseTemplate.ts';

const book = createFieldBook(['Plan type', 'City', 'Price']);
const problemsOf = (text: string) => parseTemplate(text, book).problems;

/** Applies each suggestion, as the page does. */
function fixed(text: string): string {
  return problemsOf(text)
    .filter(({ suggestion }) => suggestion !== null)
    .toSorted((a, b) => b.at - a.at)
    .reduce((done, { at, length, suggestion }) => done.slice(0, at) + suggestion + done.slice(at + length), text);
}

describe('a merge field of another program is offered in this syntax', () => {
  test.each([
    ['[firstName]', '{firstName}'],
    ['[First Name]', '{firstName}'],
    ['[FNAME]', '{firstName}'],
    ['[ last name ]', '{lastName}'],
    ['[Company]', '{companyName}'],
    ['[Job Title]', '{jobTitle}'],
    ['[Name]', '{firstName} {lastName}'],
    ['[City]', '{City}'],
    ['[plan_type]', '{Plan type}'],
    ['[FirstName|there]', '{firstName|there}'],
    ['[First Name, fallback=there]', '{firstName|there}'],
    ['$[FNAME|friend]$', '{firstName|friend}'],
    ['[%first_name%]', '{firstName}'],
    ['[[FIRSTNAME]]', '{firstName}'],
    ['[[FIRSTNAME OR "there"]]', '{firstName|there}'],
    ['%firstName%', '{firstName}'],
    ['%FIRSTNAME%', '{firstName}'],
    ['%Company Name%', '{companyName}'],
    ['%%First Name%%', '{firstName}'],
    ['%%first_name%%', '{firstName}'],
    ['*|FNAME|*', '{firstName}'],
    ['*|LNAME|*', '{lastName}'],
    ['*|COMPANY|*', '{companyName}'],
    ['{{firstName}}', '{firstName}'],
    ['{{ first_name }}', '{firstName}'],
    ['{{First Name}}', '{firstName}'],
    ['{{contact.firstname}}', '{firstName}'],
    ['{{ contact.FIRSTNAME | default : "there" }}', '{firstName|there}'],
    ['{{ person.first_name | default: "there" }}', '{firstName|there}'],
    ["{{ first_name|default:'dear friend' }}", '{firstName|dear friend}'],
    ["{{ person|lookup:'Plan type' }}", '{Plan type}'],
    ['{{firstName||"there"}}', '{firstName|there}'],
    ['{{firstName|there}}', '{firstName|there}'],
    ['{{ subscriber.first_name | capitalize | default: "you" }}', '{firstName:title|you}'],
    ["{{ personalization_token('contact.firstname', 'there') }}", '{firstName|there}'],
    ['{{lead.First Name:default=there}}', '{firstName|there}'],
    ['{{company.name}}', '{companyName}'],
    ['{{ company.domain }}', '{companyWebsite}'],
    ['{{Account.Name}}', '{companyName}'],
    ['{{prospect.title}}', '{jobTitle}'],
    ['<<First name>>', '{firstName}'],
    ['<<Company>>', '{companyName}'],
    ['«FirstName»', '{firstName}'],
    ['«First_Name»', '{firstName}'],
    ['<First Name>', '{firstName}'],
    ['<%= first_name %>', '{firstName}'],
    ['${first_name}', '{firstName}'],
    ['${firstName}', '{firstName}'],
    ['${Contacts.First Name}', '{firstName}'],
    ['#FIRSTNAME#', '{firstName}'],
    ['##Company Name##', '{companyName}'],
    ['{FIRST_NAME}', '{firstName}'],
    ['{FNAME}', '{firstName}'],
    ['{fname|there}', '{firstName|there}'],
    ['{!Contact.FirstName}', '{firstName}'],
    ['{MERGEFIELD FirstName}', '{firstName}'],
    ['{company}', '{companyName}'],
    ['~Contact.FirstName~', '{firstName}'],
    ['-first_name-', '{firstName}'],
    ['@FirstName@', '{firstName}'],
    ['__first_name__', '{firstName}'],
    ['$FNAME$', '{firstName}'],
    ['%recipient.first_name%', '{firstName}'],
    ['[Candidate Name]', '{firstName} {lastName}'],
    ['[Recipient’s first name]', '{firstName}'],
    ['[Their Company]', '{companyName}'],
    ['[Vorname]', '{firstName}'],
    ['%Prénom%', '{firstName}'],
    ['{{Apellidos}}', '{lastName}'],
    ['{{{first_name}}}', '{firstName}'],
    ['{{{Contact.FirstName}}}', '{firstName}'],
    ['#{first_name}', '{firstName}'],
    ['@{contact.first_name}', '{firstName}'],
    ['{{LeadFirstName}}', '{firstName}'],
    ['{{params.FIRSTNAME}}', '{firstName}'],
    ['{{var:firstname:"there"}}', '{firstName|there}'],
    ['[[data:firstname:"there"]]', '{firstName|there}'],
    ['{{Recipient.FirstName "there"}}', '{firstName|there}'],
    ['{{firstName=there}}', '{firstName|there}'],
    ['%%=v(@FirstName)=%%', '{firstName}'],
    ['*|TITLE:FNAME|*', '{firstName:title}'],
    ['*|UPPER:LNAME|*', '{lastName:upper}'],
    ['::first_name::', '{firstName}'],
    ['~~first_name~~', '{firstName}'],
    ['((First Name))', '{firstName}'],
    ['{$name}', '{firstName} {lastName}'],
    ['{{Имя}}', '{firstName}'],
    ['[Имя]', '{firstName}'],
    ['%Etunimi%', '{firstName}'],
    ['{{Křestní jméno}}', '{firstName}'],
  ])('%s: %s', (written, right) => {
    const text = `Hi ${written}, how are you?`;
    expect(fixed(text)).toBe(`Hi ${right}, how are you?`);
    expect(problemsOf(fixed(text))).toEqual([]);
  });

  test('all of a text at once, in their places', () => {
    expect(fixed('Hi [First Name] *|LNAME|*,\nhow is %Company%? {{ email }}')).toBe(
      'Hi {firstName} {lastName},\nhow is {companyName}? {email}',
    );
  });

  test('as a warning with its place: the message could still be written', () => {
    expect(parseTemplate('Hi\n [First Name]', book)).toMatchObject({
      hasErrors: false,
      problems: [
        { code: 'merge_tag', severity: 'warning', at: 4, length: 12, line: 2, column: 2, suggestion: '{firstName}' },
      ],
    });
  });
});

test.each([
  '*|MC:SUBJECT|*',
  '*|UNSUB|*',
  '%%unsub_center_url%%',
  '<%= sender.name %>',
  '{{sender.first_name}}',
  '{{owner.firstname}}',
  '{{unsubscribe_link}}',
  '{{SNIPPET_1}}',
  '{{#if firstName}}',
  '{{/if}}',
  '{{ signature | default: "x" }}',
  '[Your Name]',
  '[Your Company]',
  '[Insert a nice line]',
  '[your name here]',
])('%s looks like a merge field, but is none of the leads', (written) => {
  const [problem, ...others] = problemsOf(`Hi ${written}, how are you?`);
  expect(problem).toMatchObject({
    severity: 'warning',
    code: 'merge_tag',
    at: 3,
    length: written.length,
    suggestion: null,
  });
  expect(others).toEqual([]);
});

test.each([
  'as he said [sic], and [x] done',
  '[ ] to do, [1] note, a[email] index, [email](mailto:ana@acme.com)',
  'It is 100% free, 5% company growth and 30% email opens',
  'It costs $5 or $email, not $10$',
  'Ana <ana@acme.com>, <b>title</b>, <title>, <email>',
  'a << b >> c, <<hello>>',
  '« Bonjour », «merci», « email »',
  '#company #email, issue #12# and # title #',
  'a - company - b, well-known-firm, e-mail-address, x|y|z, | Company | Email |',
  '* company * and **email**, 2 * 3',
  'snake_case_name, __init__, a__email__b',
  'write to ana@company.com or @company@example.com, ~5~',
  '[first] we met, [last] we left, [the company] and [my emphasis]',
  'half of [your choice] or [your own]',
  'a {{ b }} c, {{not a field}}',
  '${Price} a month',
  '[[at {companyName}]] [{firstName}] %{firstName}%',
  '{firstName|[company]}',
  'a ::first:: b, ((really)), ((name)), f((x)), 10:30:: -- ~ ~~',
  '#{firstName} and @{firstName} have the sign that a person wants',
])('ordinary text raises no alarm: %s', (text) => {
  expect(problemsOf(text)).toEqual([]);
});

test('time grows linearly with the length: 100 KB in less than half a second', () => {
  const fill = (piece: string): string => piece.repeat(Math.ceil(100_000 / piece.length));
  for (const piece of [
    '[',
    '[a',
    '%',
    '%a ',
    '<',
    '<<a',
    '*|',
    '*|a',
    '#a',
    '-a',
    '_',
    '__a',
    '@a',
    '«a',
    '|a',
    '$[',
    '${a',
  ]) {
    let bestMs = Infinity;
    for (let run = 0; run < 6 && bestMs >= 500; run += 1) {
      const startMs = performance.now();
      problemsOf(fill(piece));
      bestMs = Math.min(bestMs, performance.now() - startMs);
    }
    expect(bestMs, piece).toBeLessThan(500);
  }
});
