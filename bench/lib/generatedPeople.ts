/** The cells of a generated row, in the order of `peopleHeaders`. All are text, as in a file. */
export interface Person {
  firstName: string;
  lastName: string;
  email: string;
  jobTitle: string;
  companyName: string;
  companyWebsite: string;
  country: string;
  countryCode: string;
  /** E.164, from a range reserved for fiction. */
  phoneNumber: string;
  linkedinUrl: string;
  yearsInRole: string;
  department: string;
}

const firstNames =
  'Ana Bea Carl Dora Emil Fay Gus Hana Ivo Jun Kai Lea Max Nia Olaf Pia Quim Rosa Sven Tess Uma Vito'.split(' ');
const syllables = 'ba ker lo min dra vel son ta rick mo lin ger wa shi no pov fer lan dez ku ri ash ton mar'.split(' ');
const titles = ['CTO', 'Head of Sales', 'Developer', 'Buyer', 'Managing Director', 'Account Executive'];
const companyWords = 'Acme Globex Initech Umbra Stark Wayne Hooli Vandel Soylent Tyrell Aperture Cyber'.split(' ');
const countries = [
  ['Spain', 'ES', '+3460012'],
  ['Germany', 'DE', '+4915112'],
  ['France', 'FR', '+3363998'],
  ['United Kingdom', 'GB', '+4477009'],
  ['United States', 'US', '+1202555'],
  ['Italy', 'IT', '+3933912'],
] as const;
const departments = ['Sales', 'IT', 'Finance', 'Legal', 'Marketing'];

/** Returns the person with an index: always the same one, with an email of its own. */
export function person(number: number): Person {
  const pick = <T>(list: readonly T[], step: number): T => list[Math.floor(number / step) % list.length] as T;
  const firstName = pick(firstNames, 1);
  const name = pick(syllables, 3) + pick(syllables, 7) + pick(syllables, 101);
  const lastName = name.charAt(0).toUpperCase() + name.slice(1);
  const company = `${pick(companyWords, 5)} ${pick(syllables, 11)}${pick(syllables, 13)} ${number % 4_001}`;
  const host = `${company.toLowerCase().replaceAll(' ', '-')}.example`;
  const [country, countryCode, prefix] = pick(countries, 17);
  return {
    firstName,
    lastName,
    email: `${firstName}.${name}.${number}@${host}`.toLowerCase(),
    jobTitle: pick(titles, 19),
    companyName: company,
    companyWebsite: host,
    country,
    countryCode,
    phoneNumber: prefix + String(number % 10_000).padStart(4, '0'),
    linkedinUrl: `https://www.linkedin.com/in/${name}-${number}`,
    yearsInRole: String(number % 20),
    department: pick(departments, 23),
  };
}

const columns = {
  'First name': 'firstName',
  'Last name': 'lastName',
  'E-mail': 'email',
  'Job title': 'jobTitle',
  Company: 'companyName',
  Website: 'companyWebsite',
  Country: 'country',
  LinkedIn: 'linkedinUrl',
  'Years in role': 'yearsInRole',
} as const;

/** Yields a CSV file of `count` people in chunks. It has ten columns; the tenth is the phone number or a custom field. */
export function* peopleFile(
  count: number,
  { phones, from: first = 0 }: { phones: boolean; from?: number },
): Generator<string> {
  const fields = [...Object.values(columns), phones ? 'phoneNumber' : 'department'] as const;
  yield `${[...Object.keys(columns), phones ? 'Phone' : 'Department'].join(',')}\n`;
  for (let from = first; from < first + count; from += 1_000) {
    let piece = '';
    for (let number = from; number < Math.min(first + count, from + 1_000); number += 1) {
      const one = person(number);
      piece += `${fields.map((field) => one[field]).join(',')}\n`;
    }
    yield piece;
  }
}

/** Yields the rows of `peopleFile`, the header first, as lists of cells. No cell has a comma, quote or line break. */
export async function* peoplePages(count: number, { phones }: { phones: boolean }): AsyncGenerator<string[][]> {
  for (const piece of peopleFile(count, { phones })) {
    yield piece
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
  }
}
