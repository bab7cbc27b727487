import {
  importFields,
  importPhoneFields,
  type ImportIssue,
  type ImportTarget,
  leadSchema,
  leadWritableSchema,
} from '@tinygenesy/contract';
import { tagCell } from '../../leads/export/tagCell.ts';
import type { FileRecord, ImportPlan, JudgedRow } from '../types.ts';
import { createJudge } from '../values/createJudge.ts';

export type GivenLead = Record<string, unknown>;

const inFilesOnly: ReadonlySet<string> = new Set(['fullName', ...importPhoneFields]);
const fields = importFields.filter((field) => !inFilesOnly.has(field));
const writable: ReadonlySet<string> = new Set(Object.keys(leadWritableSchema.shape));
const known: ReadonlySet<string> = new Set(Object.keys(leadSchema.shape));
const mostCustomFields = 80;

/**
 * Judges leads sent as JSON by the same rules as the rows of a file, with the same texts.
 * @returns a function that judges the lead at a position of the list
 */
export function bulkRows(leads: readonly GivenLead[]): (place: number) => JudgedRow {
  return (place) => {
    const lead = leads[place] ?? {};
    const row = place + 1;
    const problems = shapeProblems(lead);
    const targets = targetsOf(lead);
    const record: FileRecord = { row, line: row, cells: targets.map((target) => textOf(lead, target)), fault: null };
    const judged = createJudge(planOf(targets))(record);
    const issues = [...problems, ...judged.issues];
    return {
      ...judged,
      // Pages and downloads show the JSON as it was sent.
      cells: [JSON.stringify(lead)],
      lead: problems.length > 0 ? null : judged.lead,
      issues,
    };
  };
}

/**
 * Returns the columns of one lead only. With the columns of all leads, each row would cost as much as the whole list.
 */
function targetsOf({ custom }: GivenLead): ImportTarget[] {
  const names = isObject(custom) ? Object.keys(custom).slice(0, mostCustomFields) : [];
  return [...fields, ...names.map((name) => `custom:${name}` as const)];
}

const planOf = (targets: readonly ImportTarget[]): ImportPlan => ({
  encoding: 'utf-8',
  strayEncoding: null,
  delimiter: ',',
  dialect: 'standard',
  hasHeader: false,
  startLine: 1,
  columns: targets.map((target) => ({ header: target, target })),
  defaultCountryCode: null,
  allowWithoutEmail: true,
  fixes: [],
  isSpreadsheetExport: false,
});

/** Returns the problems that only JSON values can have, never the cells of a file. */
function shapeProblems(lead: GivenLead): ImportIssue[] {
  const problem = (field: string, text: string): ImportIssue => ({
    code: 'invalid_field',
    severity: 'error',
    field,
    header: field,
    value: null,
    text,
  });
  return Object.entries(lead).flatMap(([field, value]) => {
    if (!writable.has(field)) return problem(field, known.has(field) ? 'is read-only' : 'is not a known field');
    if (value === null || value === undefined) return [];
    if (field === 'tags') return isTexts(value) ? [] : problem(field, 'must be a list of texts');
    if (field === 'custom') return customProblems(value).map((text) => problem(field, text));
    return isPlain(value) ? [] : problem(field, 'must be a single value');
  });
}

function customProblems(value: unknown): string[] {
  if (!isObject(value)) return ['must be an object of texts'];
  if (Object.keys(value).length > mostCustomFields) return [`must have at most ${mostCustomFields} fields`];
  return Object.values(value).every((text) => text === null || isPlain(text)) ? [] : ['must be an object of texts'];
}

function textOf(lead: GivenLead, target: ImportTarget): string {
  if (target.startsWith('custom:')) {
    const { custom } = lead;
    return isObject(custom) ? plainText(custom[target.slice('custom:'.length)]) : '';
  }
  const value = lead[target];
  if (target === 'tags') return isTexts(value) ? tagCell(value) : '';
  return plainText(value);
}

const plainText = (value: unknown): string => (isPlain(value) ? String(value) : '');
const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((tag) => typeof tag === 'string');
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
