import type { ProviderDefinition } from '@tinygenesy/contract';
import { classifyAnswer, type DeclaredReading, type RawAnswer } from './classifyAnswer.ts';
import { matchesTest, type ReceivedAnswer } from './matchesTest.ts';
import { parseLossless } from './parseLossless.ts';
import { applies } from './priceOf.ts';
import { readPath } from './readPath.ts';

/** What an answer means, and why, in words for the author of the definition. */
export interface ExplainedAnswer {
  reading: DeclaredReading;
  outcomeWhy: string | null;
  costWhy: string;
}

/** Reads an answer as `classifyAnswer` does, and says which part of the definition decided. */
export function explainAnswer(
  definition: ProviderDefinition,
  raw: RawAnswer,
  countryCode: string | null,
): ExplainedAnswer {
  const reading = classifyAnswer(definition, raw, countryCode);
  const answer = { status: raw.status, headers: raw.headers, json: parseLossless(raw.body) };
  const { decision, rule } = reading;
  const byRule =
    rule === null
      ? `no rule fits status ${raw.status}, which means “${decision.replaceAll('_', ' ')}” without one`
      : `rule ${rule + 1} fits this answer`;
  const outcomeWhy = decision === 'read' ? whyRead(definition, reading, answer.json) : byRule;
  return { reading, outcomeWhy, costWhy: whyCost(definition, reading, answer) };
}

function whyRead(definition: ProviderDefinition, { numbers, places }: DeclaredReading, json: unknown): string | null {
  if (typeof json !== 'object') return 'the body is not JSON';
  if (numbers.length > 0) {
    return numbers.every(({ doNotCall }) => doNotCall) ? 'the number is flagged as do not call' : null;
  }
  const at = (is: string) => places.find(({ result }) => result.is === is);
  const [masked, impossible] = [at('masked'), at('impossible')];
  if (masked !== undefined)
    return `${quoted(masked.value)} is a hidden number${isShort(masked.value) ? shortWords : ''}`;
  if (at('unreadable') !== undefined) return 'a place of "phones" holds an object: name the number inside of it';
  if (impossible !== undefined) return `${quoted(impossible.value)} is not a possible phone number`;
  const { proof } = definition.answer;
  const none = noneWords(places);
  if (proof === undefined) return `${none}, and without "proof" that is no miss`;
  return readPath(json, proof).length > 0
    ? `${none}, and the "proof" place (${proof}) is there`
    : `${none}, and the "proof" place (${proof}) is not in the answer`;
}

function noneWords(places: DeclaredReading['places']): string {
  if (places.some(({ result }) => result.is === 'left_out')) return '"only" or "drop" leaves each number out';
  if (places.some(({ result }) => result.is === 'not_personal'))
    return 'each number belongs to no person, such as a fax';
  return 'the places of "phones" hold no number';
}

const shortWords = ' (so is any text with fewer than 6 digits)';
const isShort = (value: unknown): boolean => /^[\d\s()+.-]+$/u.test(String(value));

const quoted = (value: unknown): string =>
  `“${String(value).slice(0, 60)}”${typeof value === 'number' ? ' (a number, not a text: quotes keep its +)' : ''}`;

function whyCost({ price }: ProviderDefinition, reading: DeclaredReading, answer: ReceivedAnswer): string {
  const { outcome, decision, priceCase, credits } = reading;
  const isRead = decision === 'read' && (outcome === 'found' || outcome === 'not_found');
  const before = priceCase === null ? price.cases : price.cases.slice(0, priceCase);
  const passed = before.flatMap((one, index) => {
    const { creditsAt, creditsHeader } = one;
    if (!applies(one, { outcome, isRead }) || !matchesTest(one, answer)) return [];
    const place = creditsHeader === undefined ? `the place ${creditsAt ?? ''}` : `the header ${creditsHeader}`;
    return [`case ${index + 1} of "price" is skipped, because ${place} has no amount in the answer`];
  });
  const rest = credits === null ? 'the cost is then unknown' : 'a miss or a refusal then costs nothing';
  const end = priceCase === null ? `no case of "price" fits, and ${rest}` : `case ${priceCase + 1} of "price" fits`;
  return [...passed, end].join(', ');
}
