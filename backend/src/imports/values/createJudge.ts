import { importEncodingNames, type ImportIssue, type ImportTarget } from '@tinygenesy/contract';
import { exportModeOf } from '../../leads/export/exportColumns.ts';
import { sandboxColumn, marksSandboxNumber } from '../../leads/export/sandboxNote.ts';
import type { FileRecord, ImportPlan, JudgedRow } from '../types.ts';
import { type CorrectedTexts, type Corrections, createCorrections } from './createCorrections.ts';
import { judgeLead } from './judgeLead.ts';
import { columnOf, columnsOf, leadColumns, withCorrected } from './leadColumns.ts';
import { type RowInHand, issueOf, longestShown, rawText, addIssue } from './rowInHand.ts';
import { shorten } from './cells/shorten.ts';
import { withoutTextMarks } from './cells/withoutTextMarks.ts';

type Judged = Pick<JudgedRow, 'lead' | 'issues'>;

/**
 * Creates a function that reads one row into a lead by a plan, applies corrections, and returns the row's issues. It
 * has no side effects and handles each row separately. It is fast enough for a million rows.
 */
export function createJudge(plan: ImportPlan): (record: FileRecord) => JudgedRow {
  const columns = leadColumns(plan.columns);
  const columnCount = plan.columns.length;
  const corrections = createCorrections(plan.fixes);
  const headers = plan.columns.map(({ header }) => header);
  const isExport = exportModeOf(headers) !== null;
  const sandboxPlace = sandboxColumn(headers);

  function judge(record: FileRecord): JudgedRow {
    const { lead, issues } = corrections === null ? judgeOnce(record, null) : judgeCorrected(record, corrections);
    return { row: record.row, line: record.line, cells: record.cells, lead, issues };
  }

  function judgeCorrected(record: FileRecord, { ofRow, ofIssues }: Corrections): Judged {
    const ownText = (target: ImportTarget): string => {
      const texts = columnsOf(columns, target, record.cells).map((column) =>
        rawText({ ...plan, cells: record.cells, corrected: null }, column),
      );
      return texts.find((text) => text.trim() !== '') ?? texts[0] ?? '';
    };
    const texts = ofRow(record.row, ownText);
    if (texts === 'left_out') return leftOut();
    const tried = new Set<string>();
    // A correction of one cell is visible there. A correction of many rows gets a note on each row.
    const correctedWithOthers = (): ImportIssue[] =>
      [...texts]
        .filter(([target, text]) => tried.has(target) && text !== ownText(target))
        .map(([target, text]) => {
          const column = columnOf(columns, target) ?? { target, header: null };
          const inFile = ownText(target);
          const done = text === '' ? 'Emptied' : 'Changed';
          const words = `The file has "${shorten(inFile, longestShown)}". ${done} by your correction.`;
          return issueOf('corrected', column, text, inFile === '' ? 'Filled in by your correction.' : words);
        });
    for (;;) {
      const judged = judgeOnce(record, texts.size === 0 ? null : texts);
      const answer = ofIssues(judged.issues, texts, tried, ownText);
      if (answer === 'left_out') return leftOut();
      if (answer === 'nothing') return { ...judged, issues: [...judged.issues, ...correctedWithOthers()] };
    }
  }

  function judgeOnce(record: FileRecord, corrected: CorrectedTexts | null): Judged {
    const cells = isExport ? record.cells : withoutTextMarks(record.cells, plan.delimiter);
    const fault = faultOf(record, columnCount);
    if (fault !== null && !(fault.code === 'empty_row' && corrected !== null)) return { lead: null, issues: [fault] };
    const row: RowInHand = {
      columns: corrected === null ? columns : withCorrected(columns, corrected.keys()),
      cells,
      corrected,
      isSpreadsheetExport: plan.isSpreadsheetExport,
      isExport,
      isSandboxNumber: marksSandboxNumber(cells[sandboxPlace] ?? ''),
      issues: [],
      custom: new Map(),
    };
    const lead = judgeLead(row, plan);
    addStrays(row, record, plan);
    if (cells.length < columnCount) {
      addIssue(
        row,
        'too_few_cells',
        null,
        `The row has ${cells.length} of ${columnCount} cells. The missing cells are empty.`,
      );
    }
    return { lead: row.issues.some(({ severity }) => severity === 'error') ? null : lead, issues: row.issues };
  }

  return judge;
}

const leftOut = (): Judged => ({ lead: null, issues: [issueOf('left_out', null, null, 'You excluded this row.')] });

/** Adds an issue for each imported cell that is not in the file's encoding. */
function addStrays(row: RowInHand, { strays, cells }: FileRecord, { columns, strayEncoding }: ImportPlan): void {
  if (strays === undefined || strayEncoding === null) return;
  const text = `The file is UTF-8, but this cell is not. It is read as ${importEncodingNames[strayEncoding]}. If letters look wrong, correct the cell.`;
  for (const place of strays) {
    const { header, target } = columns[place] ?? { header: '', target: null };
    if (target === null || row.corrected?.has(target)) continue;
    addIssue(row, 'other_encoding', { column: { target, header, place }, text: cells[place] ?? '' }, text);
  }
}

/** Returns the fault of a row that can't be judged. */
function faultOf({ fault, cells }: FileRecord, columnCount: number): ImportIssue | null {
  if (fault !== null) return issueOf(fault.code, null, null, fault.text);
  if (cells.every((cell) => cell.trim() === '')) return issueOf('empty_row', null, null, 'This row is empty.');
  if (cells.length <= columnCount) return null;
  const surplus = cells.slice(columnCount).find((cell) => cell.trim() !== '');
  if (surplus === undefined) return null;
  const count = `The row has ${cells.length} cells, the file ${columnCount} columns`;
  const text = `${count}. A value probably has a separator and no quotation marks. The row is not imported.`;
  return issueOf('too_many_cells', null, surplus, text);
}
