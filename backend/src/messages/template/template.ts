import type { TemplateHelper, TemplateProblem } from '@tinygenesy/contract';
import type { FieldRef } from '../fields/fieldBook.ts';

/** A merge field and the case of its value. */
export interface Choice {
  field: FieldRef;
  helper: TemplateHelper | null;
}

export interface ValuePart {
  kind: 'value';
  /** In order of preference; at least one. */
  choices: Choice[];
  /** Used when all values are missing; null: the value is missing then. */
  fallback: string | null;
  /** The place and length, with the braces. */
  at: number;
  length: number;
}

export type Part =
  | { kind: 'text'; text: string }
  | ValuePart
  /** The start of an optional part: `close` is the index of its end. */
  | { kind: 'open'; close: number }
  | { kind: 'close' }
  /** Text with an error, as written. */
  | { kind: 'broken'; text: string };

/** A parsed template, for any number of leads. */
export interface Template {
  parts: readonly Part[];
  /** If one of them is an error, no message is written. */
  problems: readonly TemplateProblem[];
  hasErrors: boolean;
  /** The unknown names, each once. */
  unknownFields: readonly string[];
  /** The fallbacks without quotes. With another list of custom fields, they may be fields. */
  fallbacks: readonly string[];
  /** The merge fields, each once, in their order. */
  fields: readonly FieldRef[];
}
