import type { ImportIssue, ImportPreview, ImportRow } from '@tinygenesy/contract';
import type { MergeRules } from '../writing/mergeRow.ts';
import type { JudgedRow } from '../types.ts';
import { draftRow } from './draftRow.ts';
import { keepFirstRows } from './firstRows.ts';
import type { PreviewResult } from './previewLeads.ts';
import { countProblems } from './problemCounts.ts';
import { createRowMarks, type DraftState, type RowMarks } from './rowMarks.ts';

/** Counts a preview's rows by state and problem, and keeps what later requests show of each row. */
export interface PreviewCounts {
  /** Adds the next row. @param result null: the row has no lead */
  add(row: JudgedRow, result: PreviewResult | null): DraftState;
  read(): Pick<ImportPreview, DraftState | 'warnings' | 'problems' | 'rowsRead'>;
  marks: RowMarks;
  /** Returns a row, if it is one of the first with its state or problem. */
  firstRow(row: number): ImportRow | undefined;
}

export function createPreviewCounts({ onDuplicate }: Pick<MergeRules, 'onDuplicate'>): PreviewCounts {
  const states: Record<DraftState, number> = { create: 0, update: 0, skip: 0, invalid: 0 };
  const problems = countProblems();
  const marks = createRowMarks();
  const firstRows = keepFirstRows();
  let warnings = 0;
  let rowsRead = 0;
  return {
    add(row, result) {
      const state = result === null ? stateWithoutLead(row.issues) : draftStateOf[result.state];
      const differences = result?.differences ?? [];
      const issues = [...row.issues, ...(result?.issue ? [result.issue] : []), ...differences];
      const hasProblem = issues.some(({ severity }) => severity !== 'note');
      const mark = { state, earlierLine: result?.earlierLine ?? null, differences, issues, hasProblem };
      rowsRead += 1;
      states[state] += 1;
      if ((state === 'create' || state === 'update') && hasProblem) warnings += 1;
      problems.add(row, issues);
      marks.add(mark);
      if (firstRows.needs(mark)) firstRows.add(mark, draftRow(row, mark, onDuplicate));
      return state;
    },
    read: () => ({ ...states, warnings, problems: problems.read(), rowsRead }),
    marks,
    firstRow: firstRows.get,
  };
}

const draftStateOf = { created: 'create', updated: 'update', skipped: 'skip' } as const;

/** Returns the state of a row without a lead: excluded by a correction, or invalid. */
const stateWithoutLead = (issues: readonly ImportIssue[]): DraftState =>
  issues.some(({ severity }) => severity === 'error') ? 'invalid' : 'skip';
