import type { TemplateProblem } from '@tinygenesy/contract';
import type { Helper } from './changeCase.ts';
import type { FieldRef } from '../fields/fieldBook.ts';

/** A field that is asked for, and how its value is to look. */
export interface Choice {
  field: FieldRef;
  helper: Helper | null;
}

export interface ValuePart {
  kind: 'value';
  /** In the order in which they are asked; one at least. */
  choices: Choice[];
  /** In place of all of them; null: without them there is a gap. */
  fallback: string | null;
  /** Where its braces begin and how far they reach. */
  at: number;
  length: number;
}

export type Part =
  | { kind: 'text'; text: string }
  | ValuePart
  /** Of a part that may be left out: `close` is the index of its end. */
  | { kind: 'open'; close: number }
  | { kind: 'close' }
  /** What was not understood, as it is written. */
  | { kind: 'broken'; text: string };

/** A template that was read once and can be filled in for any number of leads. */
export interface Template {
  parts: readonly Part[];
  /** With an error among them no message is made of it. */
  problems: readonly TemplateProblem[];
  hasErrors: boolean;
  /** Names that are no fields, each once. */
  unknownFields: readonly string[];
  /** Every field that it names, each once, in their order. */
  fields: readonly FieldRef[];
}
