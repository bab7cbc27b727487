import type { DefinitionRule } from '@tinygenesy/contract';
import { isSame, plainText, readPath } from './readPath.ts';

/** A provider's answer as received. `json` is undefined when the body is no JSON. */
export interface ReceivedAnswer {
  status: number;
  /** By lower-case name. */
  headers: Readonly<Record<string, string>>;
  json: unknown;
}

export type AnswerTest = Omit<DefinitionRule, 'then'>;

/** Whether an answer fits a test of a definition. Every given part must fit; an empty test fits every answer. */
export function matchesTest(test: AnswerTest, answer: ReceivedAnswer): boolean {
  return hasStatus(test.status, answer.status) && canTell(test, answer) && fits(test, valuesOf(test, answer));
}

/** An answer without a document, such as a proxy's page, doesn't say that a place is absent: it is not understood. */
const canTell = ({ at, there }: AnswerTest, { json }: ReceivedAnswer): boolean =>
  at === undefined || there !== false || (typeof json === 'object' && json !== null);

function hasStatus(wanted: AnswerTest['status'], status: number): boolean {
  if (wanted === undefined) return true;
  return [wanted]
    .flat()
    .some((one) => (typeof one === 'string' ? Math.floor(status / 100) === Number(one[0]) : one === status));
}

function valuesOf({ at, header }: AnswerTest, { json, headers }: ReceivedAnswer): readonly unknown[] {
  if (at !== undefined) return json === undefined ? [] : readPath(json, at);
  const value = header === undefined ? undefined : headers[header.toLowerCase()];
  return value === undefined ? [] : [value];
}

function fits(test: AnswerTest, values: readonly unknown[]): boolean {
  if (test.at === undefined && test.header === undefined) return true;
  if (test.there !== undefined) return values.length > 0 === test.there;
  const { is, has } = test;
  if (is !== undefined) return values.some((value) => isSame(value, is));
  if (has !== undefined) return values.some((value) => contains(value, has));
  return values.some((value) => test.in?.some((wanted) => isSame(value, wanted)));
}

const contains = (value: unknown, part: string): boolean =>
  plainText(value)?.toLowerCase().includes(part.toLowerCase()) ?? false;
