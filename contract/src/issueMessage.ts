import type { z } from 'zod';

/**
 * Returns the error of a value as words that follow the field's name: "must be at most 200". A rule's own message has
 * priority. Pass this function as `error` to `safeParse`.
 */
export function issueMessage(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${typeWords[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'too_big':
      return bound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'invalid_value':
      return `must be ${listed(issue.values.map(String))}`;
    case 'invalid_format':
      return `must be ${formatWords[issue.format] ?? 'in the expected format'}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return `${listed(issue.keys, 'and')} ${issue.keys.length === 1 ? 'is' : 'are'} not allowed here`;
    case 'invalid_union':
      return 'matches none of the allowed formats';
    case 'invalid_key':
      return 'has a name that is not allowed';
    case 'invalid_element':
      return 'has an entry that is not allowed';
    default:
      return undefined;
  }
}

const typeWords: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  date: 'a date',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const formatWords: Record<string, string> = {
  email: 'an email address',
  url: 'a web address',
  datetime: 'a date and time such as 2026-05-03T10:00:00Z',
  date: 'a date such as 2026-05-03',
  uuid: 'a UUID',
};

/** Units that a minimum or maximum counts. */
const countWords: Record<string, [one: string, many: string]> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  set: ['entry', 'entries'],
};

function bound(origin: string, comparison: string, limit: number | bigint): string {
  const words = countWords[origin];
  if (words === undefined) return `must be ${comparison} ${limit}`;
  return `must have ${comparison} ${limit} ${words[limit === 1 || limit === 1n ? 0 : 1]}`;
}

function listed(values: readonly string[], conjunction = 'or'): string {
  const last = values.at(-1) ?? '';
  return values.length < 2 ? last : `${values.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}
