import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ImportFix, ImportIssue, ImportRow } from '@tinygenesy/contract';
import { issuesWords, rowStateWords } from '../../../words/import.ts';
import { EditableCell } from './EditableCell.tsx';
import { frozenStyle } from './gridLayout.ts';
import type { RowColumn } from '../mapping.ts';
import classes from './RowsGrid.module.css';

type GridRowProps = {
  row: ImportRow;
  columns: readonly RowColumn[];
  top: number;
  height: number;
  /** Corrections of single cells, by `row|field`. */
  fixes: ReadonlyMap<string, ImportFix>;
  isEditable: boolean;
  activeColumn: number | null;
  isEditing: boolean;
  onBegin: (column: number) => void;
  /** The new value, or null when the cell stays as it is. */
  onEnd: (value: string | null) => void;
  onSkip: () => void;
};

const ofCell = (issues: readonly ImportIssue[], { header, target }: RowColumn): ImportIssue | undefined =>
  issues.find((issue) => issue.header === header || (issue.header === null && issue.field === target));

const isFirstOfField = (columns: readonly RowColumn[], index: number): boolean =>
  columns.findIndex(({ target }) => target === columns[index]?.target) === index;

const SkipButton = ({ line, onSkip }: { line: number; onSkip: () => void }) => (
  <ActionIcon
    className={classes['onHover'] ?? ''}
    size={18}
    variant="subtle"
    color="gray"
    tabIndex={-1}
    aria-label={`Skip line ${line}`}
    title="Skip this row"
    onClick={onSkip}
  >
    <IconX size={12} />
  </ActionIcon>
);

/** One row of the file with its result, and its reason below. Cells with an issue also show it in a tooltip. */
export const GridRow = ({
  row,
  columns,
  top,
  height,
  fixes,
  isEditable,
  activeColumn,
  isEditing,
  onBegin,
  onEnd,
  onSkip,
}: GridRowProps) => {
  const why = issuesWords(row.issues);
  const isSkipped = fixes.has(`${row.row}|`);
  const canSkip = isEditable && !isSkipped && row.state !== 'invalid' && row.state !== 'skip';
  const cellAt = (column: RowColumn, index: number) => (
    <EditableCell
      key={column.header}
      row={row}
      column={column}
      columnIndex={index}
      frozen={frozenStyle(columns, index)}
      issue={ofCell(row.issues, column)}
      // A correction sets the field of the row, whichever of its columns has the value.
      fix={isFirstOfField(columns, index) ? fixes.get(`${row.row}|${column.target}`) : undefined}
      isEditable={isEditable}
      isActive={activeColumn === index}
      isEditing={isEditing && activeColumn === index}
      onBegin={() => onBegin(index)}
      onEnd={onEnd}
    />
  );
  const frozenCount = columns.filter(({ isFrozen }) => isFrozen).length;
  return (
    <div
      role="row"
      className={classes['row']}
      data-state={row.state}
      style={{ top, height }}
      aria-label={`Line ${row.line}`}
    >
      <span role="rowheader" className={`${classes['cell']} ${classes['line']}`}>
        {row.line}
      </span>
      {columns.slice(0, frozenCount).map(cellAt)}
      <span role="gridcell" className={classes['cell']} style={{ justifyContent: 'space-between' }}>
        <span className={classes['text']}>{rowStateWords(row.state, !isEditable)}</span>
        {canSkip ? <SkipButton line={row.line} onSkip={onSkip} /> : null}
      </span>
      {columns.slice(frozenCount).map((column, index) => cellAt(column, frozenCount + index))}
      {why === '' ? null : (
        <span role="gridcell" className={classes['reason']} title={why} dir="auto">
          {why}
        </span>
      )}
    </div>
  );
};
