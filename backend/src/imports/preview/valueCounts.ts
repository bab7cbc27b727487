import { type ImportValue, type ImportValueField, importValueFields, type ImportValues } from '@tinygenesy/contract';
import type { ImportPlan, JudgedRow } from '../types.ts';
import { isBlankWord } from '../values/cells/isBlankWord.ts';
import { shorten } from '../values/cells/shorten.ts';
import { tidyCell } from '../values/cells/tidyCell.ts';
import { columnsOfField, leadColumns } from '../values/leadColumns.ts';
import { createJudge } from '../values/createJudge.ts';
import { longestShown } from '../values/rowInHand.ts';

/** Counts the distinct values of the columns that have few of them. */
export interface ValueCounts {
  add(row: JudgedRow): void;
  read(field: ImportValueField): Omit<ImportValues, 'field' | 'complete'>;
}

/** The number of distinct values that are counted per column. */
const mostValues = 1_000;

interface Column {
  field: ImportValueField;
  /** The places of the field's columns in a row, in the order in which they are read. */
  places: number[];
  values: Map<string, ImportValue>;
  blank: number;
  others: number;
}

/** @param plan the plan of the rows; values are judged without its corrections */
export function createValueCounts(plan: ImportPlan): ValueCounts {
  const judge = createJudge({ ...plan, fixes: [] });
  const mapped = leadColumns(plan.columns);
  const columns = importValueFields.flatMap((field): Column[] => {
    const places = columnsOfField(mapped, field).flatMap(({ place }) => place ?? []);
    return places.length === 0 ? [] : [{ field, places, values: new Map(), blank: 0, others: 0 }];
  });

  /** Reads what the value means from the row that has it. */
  function readValue(value: ImportValue, { field }: Column, { row, line, cells }: JudgedRow): void {
    const { lead, issues } = judge({ row, line, cells, fault: null });
    const issue = issues.find((one) => one.field === field && one.severity !== 'note');
    value.problem = issue?.code ?? null;
    // A correction finds the cells by the issue's value.
    if (issue?.value != null) value.value = issue.value;
    else if (lead !== null) value.readAs = lead[field] === null ? null : String(lead[field]);
  }

  function addCell(column: Column, row: JudgedRow): void {
    const texts = column.places.map((place) => tidyCell(row.cells[place] ?? ''));
    const text = texts.find((one) => one !== '' && !isBlankWord(one, column.field));
    if (text === undefined) {
      column.blank += 1;
      return;
    }
    const known = column.values.get(text);
    if (known === undefined && column.values.size === mostValues) {
      column.others += 1;
      return;
    }
    const value = known ?? { value: shorten(text, longestShown), count: 0, problem: null, readAs: null };
    if (known === undefined) column.values.set(text, value);
    value.count += 1;
    // The first row with the value may have no lead, because of another cell.
    if (known === undefined || (value.problem === null && value.readAs === null && row.lead !== null))
      readValue(value, column, row);
  }

  return {
    add(row) {
      if (row.issues.some(({ field, severity }) => field === null && severity === 'error')) return;
      for (const column of columns) addCell(column, row);
    },
    read(field) {
      const column = columns.find((one) => one.field === field);
      if (column === undefined) return { values: [], blank: 0, others: 0 };
      const { values, blank, others } = column;
      const inOrder = [...values.values()].toSorted(
        (a, b) => Number(a.problem === null) - Number(b.problem === null) || b.count - a.count,
      );
      return { values: inOrder.map((value) => ({ ...value })), blank, others };
    },
  };
}
