import type { ImportIssue, ImportTarget } from '@tinygenesy/contract';
import { exportModeOf } from '../../leads/export/exportColumns.ts';
import { madeUpColumn, saysMadeUp } from '../../leads/export/madeUpNote.ts';
import type { FileRecord, ImportPlan, JudgedRow } from '../types.ts';
import { type CorrectedTexts, type Corrections, createCorrections } from './createCorrections.ts';
import { judgeLead } from './judgeLead.ts';
import { columnOf, leadColumns, withCorrected } from './leadColumns.ts';
import { type RowInHand, issueOf, longestShown, rawText, tell } from './rowInHand.ts';
import { shorten } from './cells/shorten.ts';

type Judged = Pick<JudgedRow, 'lead' | 'issues'>;

/**
 * Reads rows into leads, each by itself, by a plan: with its corrections made and everything told that a person may want
 * to know. Pure, and quick: made for a million rows.
 */
export function createJudge(plan: ImportPlan): (record: FileRecord) => JudgedRow {
  const columns = leadColumns(plan.columns);
  const columnCount = plan.columns.length;
  const corrections = createCorrections(plan.fixes);
  const headers = plan.columns.map(({ header }) => header);
  const isExport = exportModeOf(headers) !== null;
  const madeUpPlace = madeUpColumn(headers);

  function judge(record: FileRecord): JudgedRow {
    const { lead, issues } = corrections === null ? judgeOnce(record, null) : judgeCorrected(record, corrections);
    return { row: record.row, line: record.line, cells: record.cells, lead, issues };
  }

  function judgeCorrected(record: FileRecord, { ofRow, ofIssues }: Corrections): Judged {
    const ownText = (target: ImportTarget): string => {
      const column = columnOf(columns, target);
      return column === undefined ? '' : rawText({ ...plan, cells: record.cells, corrected: null }, column);
    };
    const texts = ofRow(record.row, ownText);
    if (texts === 'left_out') return leftOut();
    const tried = new Set<string>();
    // Who corrects a cell sees it; what became of many at once is told at each.
    const correctedWithOthers = (): ImportIssue[] =>
      [...texts]
        .filter(([target, text]) => tried.has(target) && text !== ownText(target))
        .map(([target, text]) => {
          const column = columnOf(columns, target) ?? { target, header: null };
          const inFile = ownText(target);
          const done = text === '' ? 'emptied' : 'changed';
          const words = `The file says "${shorten(inFile, longestShown)}"; ${done} as you said.`;
          return issueOf('corrected', column, text, inFile === '' ? 'Filled in as you said.' : words);
        });
    for (;;) {
      const judged = judgeOnce(record, texts.size === 0 ? null : texts);
      const answer = ofIssues(judged.issues, texts, tried, ownText);
      if (answer === 'left_out') return leftOut();
      if (answer === 'nothing') return { ...judged, issues: [...judged.issues, ...correctedWithOthers()] };
    }
  }

  function judgeOnce(record: FileRecord, corrected: CorrectedTexts | null): Judged {
    const { cells } = record;
    const fault = faultOf(record, columnCount);
    if (fault !== null && !(fault.code === 'empty_row' && corrected !== null)) return { lead: null, issues: [fault] };
    const row: RowInHand = {
      columns: corrected === null ? columns : withCorrected(columns, corrected.keys()),
      cells,
      corrected,
      isSpreadsheetExport: plan.isSpreadsheetExport,
      isExport,
      isPhoneMadeUp: saysMadeUp(cells[madeUpPlace] ?? ''),
      issues: [],
      custom: new Map(),
    };
    const lead = judgeLead(row, plan);
    if (cells.length < columnCount) {
      tell(row, 'too_few_cells', null, `The row has ${cells.length} of ${columnCount} cells: the others are empty.`);
    }
    return { lead: row.issues.some(({ severity }) => severity === 'error') ? null : lead, issues: row.issues };
  }

  return judge;
}

const leftOut = (): Judged => ({ lead: null, issues: [issueOf('left_out', null, null, 'You left this row out.')] });

/** Why a row is none, whatever its cells say. */
function faultOf({ fault, cells }: FileRecord, columnCount: number): ImportIssue | null {
  if (fault !== null) return issueOf(fault.code, null, null, fault.text);
  if (cells.every((cell) => cell.trim() === ''))
    return issueOf('empty_row', null, null, 'There is nothing in this row.');
  if (cells.length <= columnCount) return null;
  const surplus = cells.slice(columnCount).find((cell) => cell.trim() !== '');
  if (surplus === undefined) return null;
  const count = `The row has ${cells.length} cells, the file ${columnCount} columns`;
  const text = `${count}: probably a separator inside of a value without quotation marks. The row can’t go in.`;
  return issueOf('too_many_cells', null, surplus, text);
}
