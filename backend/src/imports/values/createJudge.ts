import type { ImportIssue, ImportTarget } from '@tinygenesy/contract';
import type { FileRecord, ImportPlan, JudgedRow, RowLead } from '../types.ts';
import { type CorrectedTexts, createCorrections } from './createCorrections.ts';
import { issueOf, judgeLead } from './judgeLead.ts';
import { type LeadColumn, columnOf, leadColumns, withCorrected } from './leadColumns.ts';

type Judged = Pick<JudgedRow, 'lead' | 'issues'>;

/**
 * Reads rows into leads, each by itself, by a plan: with its corrections made and everything told that a person may want
 * to know. Pure, and quick: made for a million rows.
 */
export function createJudge(plan: ImportPlan): (record: FileRecord) => JudgedRow {
  const columns = leadColumns(plan.columns);
  const corrections = createCorrections(plan.fixes);

  function judge(record: FileRecord): JudgedRow {
    const { row, line, cells } = record;
    return {
      row,
      line,
      cells,
      ...(corrections === null ? judgeOnce(record, null) : judgeCorrected(record, corrections)),
    };
  }

  function judgeCorrected(record: FileRecord, { ofRow, ofIssues }: NonNullable<typeof corrections>): Judged {
    const textOf = (target: ImportTarget): string => {
      const column = columnOf(columns, target);
      return column === undefined ? '' : textIn(record, column);
    };
    const texts = ofRow(record.row, textOf);
    if (texts === 'left_out') return leftOut;
    const tried = new Set<string>();
    for (;;) {
      const judged = judgeOnce(record, texts);
      const answer = ofIssues(judged.issues, texts, tried, textOf);
      if (answer === 'left_out') return leftOut;
      if (answer === 'nothing') return judged;
    }
  }

  function judgeOnce(record: FileRecord, texts: CorrectedTexts | null): Judged {
    const fault = faultOf(record, plan.columns.length);
    if (fault !== null && (texts === null || texts.size === 0 || fault.code !== 'empty_row')) {
      return { lead: null, issues: [fault] };
    }
    const { lead, issues } =
      texts === null || texts.size === 0
        ? judgeLead(columns, (column) => textIn(record, column), plan)
        : judgeLead(
            withCorrected(columns, texts.keys()),
            (column) => texts.get(column.target) ?? textIn(record, column),
            plan,
          );
    if (record.cells.length < plan.columns.length) {
      const text = `The row has ${record.cells.length} of ${plan.columns.length} cells: the others are empty.`;
      issues.push(issueOf('too_few_cells', undefined, null, text));
    }
    return { lead: hasError(issues) ? null : lead, issues };
  }

  function textIn(record: FileRecord, { place }: LeadColumn): string {
    const cell = place === null ? '' : (record.cells[place] ?? '');
    return plan.isSpreadsheetExport ? cell.replace(/^'(?=[=+\-@\t\r\n\0'])/u, '') : cell;
  }

  return judge;
}

const leftOut: { lead: RowLead | null; issues: ImportIssue[] } = {
  lead: null,
  issues: [issueOf('left_out', undefined, null, 'You left this row out.')],
};

const hasError = (issues: readonly ImportIssue[]): boolean => issues.some(({ severity }) => severity === 'error');

/** Why a row is none, whatever its cells say. */
function faultOf({ fault, cells }: FileRecord, columnCount: number): ImportIssue | null {
  if (fault !== null) return issueOf(fault.code, undefined, null, fault.text);
  if (cells.every((cell) => cell.trim() === '')) {
    return issueOf('empty_row', undefined, null, 'There is nothing in this row.');
  }
  const surplus = cells.slice(columnCount).find((cell) => cell.trim() !== '');
  if (surplus === undefined) return null;
  const text = `The row has ${cells.length} cells, the file ${columnCount} columns: probably a separator inside of a value without quotation marks. The row can’t go in.`;
  return issueOf('too_many_cells', undefined, surplus, text);
}
