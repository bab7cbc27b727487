import type { DefinitionRule, ProviderDefinition, Reason } from '@tinygenesy/contract';
import { matchesTest, type ReceivedAnswer } from './matchesTest.ts';
import { parseLossless } from './parseLossless.ts';
import { priceOf } from './priceOf.ts';
import { readNumbers, type AnsweredNumber, type ReadPlace } from './readNumbers.ts';
import { readPath } from './readPath.ts';

export type DeclaredOutcome = Exclude<DefinitionRule['then'], 'read'> | 'found';

/** What an answer means. */
export interface DeclaredReading {
  outcome: DeclaredOutcome;
  /** Why there is no number, in words; null for a found number and a plain miss. */
  reason: Reason | null;
  /** All numbers that may be kept, the chosen one first: it is the first without a do-not-call flag. */
  numbers: AnsweredNumber[];
  /** What the answer cost in the provider's credits; null when unknown. */
  credits: number | null;
  /** The place of the answer that says how long to wait, where a rule names one. */
  waitAt?: string | undefined;
  /** The number of the rule that decided, from 0; null: the default of the status. */
  rule: number | null;
  /** What that rule or default says; `read`: the answer was read for numbers. */
  decision: DefinitionRule['then'];
  /** The number of the price case that gave the credits, from 0; null when none did. */
  priceCase: number | null;
  /** The places that were read for numbers. */
  places: ReadPlace[];
}

export interface RawAnswer {
  status: number;
  /** By lower-case name. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

/**
 * Decides what an answer means: the definition's rules in order, then fixed defaults by status. An answer that is not
 * understood is a failure, never a miss. Pure; time grows with the body's length only.
 * @param countryCode the lead's country, for numbers without a country code
 */
export function classifyAnswer(
  definition: ProviderDefinition,
  raw: RawAnswer,
  countryCode: string | null,
): DeclaredReading {
  const answer: ReceivedAnswer = { status: raw.status, headers: raw.headers, json: parseLossless(raw.body) };
  const index = definition.rules.findIndex((one) => matchesTest(one, answer));
  const rule = definition.rules[index];
  const then = rule?.then ?? byStatus(raw.status);
  const reading = then === 'read' ? read(definition, answer, countryCode) : plain(then, definition.name, raw.status);
  const { credits, priceCase } = priceOf(
    definition,
    {
      ...reading,
      isRead: then === 'read' && isUnderstood(reading.outcome),
      isClear: isClear(reading.outcome, raw.status),
    },
    answer,
  );
  return {
    ...reading,
    credits,
    ...(rule?.waitAt !== undefined && { waitAt: rule.waitAt }),
    rule: rule === undefined ? null : index,
    decision: then,
    priceCase,
  };
}

type Reading = Pick<DeclaredReading, 'outcome' | 'reason' | 'numbers' | 'places'>;

function byStatus(status: number): DefinitionRule['then'] {
  if (status === 204) return 'not_found';
  if (status >= 200 && status < 300) return 'read';
  if (status >= 500) return 'retry';
  return statusMeanings[status] ?? 'failed';
}

const statusMeanings: Readonly<Record<number, DefinitionRule['then']>> = {
  400: 'bad_input',
  401: 'bad_key',
  402: 'out_of_credits',
  403: 'no_access',
  408: 'retry',
  422: 'bad_input',
  425: 'retry',
  429: 'rate_limited',
  451: 'opted_out',
};

function read(definition: ProviderDefinition, answer: ReceivedAnswer, countryCode: string | null): Reading {
  const { name } = definition;
  if (typeof answer.json !== 'object') return none('failed', 'not_json', `${name}’s answer is not JSON`);
  const { numbers, places } = readNumbers(definition, answer.json, countryCode);
  const chosen = numbers.find(({ doNotCall }) => !doNotCall);
  if (chosen !== undefined) {
    const others = numbers.filter((number) => number !== chosen);
    return { outcome: 'found', reason: null, numbers: [chosen, ...others], places };
  }
  return { ...withoutNumber(definition, answer.json, numbers, places), numbers, places };
}

/** What an answer means that has no number that may be called. */
function withoutNumber(
  { name, answer: { proof } }: ProviderDefinition,
  json: unknown,
  numbers: readonly AnsweredNumber[],
  places: readonly ReadPlace[],
): Reading {
  const has = (is: ReadPlace['result']['is']): boolean => places.some(({ result }) => result.is === is);
  if (numbers.length > 0) return none('not_found', 'do_not_call', `${name} flags the number as do not call`);
  if (has('masked')) return none('no_access', 'masked', `${name} hides the number: the plan does not include it`);
  if (has('unreadable')) return none('failed', 'unexpected_answer', `${name}’s answer has an unexpected format`);
  if (has('impossible')) return none('not_found', 'not_possible_number', `${name} sent what can’t be a phone number`);
  if (proof !== undefined && readPath(json, proof).length > 0) return plainMiss;
  return none('failed', 'unexpected_answer', `${name}’s answer has an unexpected format`);
}

const plainMiss: Reading = { outcome: 'not_found', reason: null, numbers: [], places: [] };

const none = (outcome: DeclaredOutcome, code: string, text: string): Reading => ({
  outcome,
  reason: { code, text },
  numbers: [],
  places: [],
});

function plain(outcome: Exclude<DefinitionRule['then'], 'read'>, name: string, status: number): Reading {
  if (outcome === 'not_found') return plainMiss;
  return none(outcome, outcome, `${name} ${outcomeTexts[outcome]} (${status})`);
}

const outcomeTexts: Readonly<Record<Exclude<DefinitionRule['then'], 'read' | 'not_found'>, string>> = {
  bad_key: 'refused the key',
  no_access: 'does not allow this call with your plan',
  out_of_credits: 'has no credits left',
  bad_input: 'rejected the input',
  opted_out: 'does not share this person’s data',
  rate_limited: 'received too many calls',
  retry: 'failed and can be called again',
  failed: 'sent an answer that the definition does not understand',
};

const isUnderstood = (outcome: DeclaredOutcome): boolean => outcome === 'found' || outcome === 'not_found';

/** A miss and a refusal cost nothing unless the definition says so. A success that was not understood may cost. */
function isClear(outcome: DeclaredOutcome, status: number): boolean {
  if (outcome === 'found') return false;
  const isSuccess = status >= 200 && status < 300;
  return !isSuccess || !['failed', 'no_access', 'retry'].includes(outcome);
}
