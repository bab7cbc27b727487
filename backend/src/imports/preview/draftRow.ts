import type { ImportIssue, ImportRow, OnDuplicate } from '@tinygenesy/contract';
import { duplicateIssue } from '../writing/mergeRow.ts';
import type { JudgedRow } from '../types.ts';
import type { RowMark } from './rowMarks.ts';

/** Builds the API's row of a file that is not imported yet. */
export function draftRow(
  { row, line, cells, lead, issues }: JudgedRow,
  { state, earlierLine, differences }: RowMark,
  onDuplicate: OnDuplicate,
): ImportRow {
  const duplicate = lead === null ? null : issueOf(state, earlierLine, onDuplicate);
  return {
    row,
    line,
    state,
    leadId: null,
    cells,
    issues: [...issues, ...(duplicate === null ? [] : [duplicate]), ...differences],
  };
}

/** Builds the issue that mergeRow returned when the row was counted. */
function issueOf(state: RowMark['state'], earlierLine: number | null, onDuplicate: OnDuplicate): ImportIssue | null {
  if (state === 'skip') return duplicateIssue(onDuplicate === 'skip' ? 'skipped' : 'unchanged', earlierLine);
  return state === 'update' && earlierLine !== null ? duplicateIssue('updated', earlierLine) : null;
}
