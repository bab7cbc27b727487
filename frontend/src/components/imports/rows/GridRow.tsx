import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ImportFix, ImportIssue, ImportRow } from '@tinygenesy/contract';
import { issueWords, rowStateWords } from '../../../words/import.ts';
import { EditableCell } from './EditableCell.tsx';
import type { RowColumn } from '../mapping.ts';
import classes from './RowsGrid.module.css';

type GridRowProps = {
  row: ImportRow;
  columns: readonly RowColumn[];
  top: number;
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

/** One row of the file with its result and reason. Cells with an issue also show it in a tooltip. */
export const GridRow = ({
  row,
  columns,
  top,
  fixes,
  isEditable,
  activeColumn,
  isEditing,
  onBegin,
  onEnd,
  onSkip,
}: GridRowProps) => {
  const why = row.issues.map(issueWords).join(' ');
  const isSkipped = fixes.has(`${row.row}|`);
  const state = rowStateWords(row.state, !isEditable);
  return (
    <div role="row" className={classes['row']} data-state={row.state} style={{ top }} aria-label={`Line ${row.line}`}>
      <span role="rowheader" className={`${classes['cell']} ${classes['line']}`}>
        {row.line}
      </span>
      <span role="gridcell" className={classes['cell']} style={{ justifyContent: 'space-between' }}>
        <span className={classes['text']}>{state}</span>
        {isEditable && !isSkipped && row.state !== 'invalid' && row.state !== 'skip' ? (
          <ActionIcon
            className={classes['onHover'] ?? ''}
            size={18}
            variant="subtle"
            color="gray"
            tabIndex={-1}
            aria-label={`Skip line ${row.line}`}
            title="Skip this row"
            onClick={onSkip}
          >
            <IconX size={12} />
          </ActionIcon>
        ) : null}
      </span>
      <span role="gridcell" className={classes['cell']} title={why}>
        <span className={classes['text']}>{why}</span>
      </span>
      {columns.map((column, index) => (
        <EditableCell
          key={column.header}
          row={row}
          column={column}
          columnIndex={index}
          issue={ofCell(row.issues, column)}
          fix={fixes.get(`${row.row}|${column.target}`)}
          isEditable={isEditable}
          isActive={activeColumn === index}
          isEditing={isEditing && activeColumn === index}
          onBegin={() => onBegin(index)}
          onEnd={onEnd}
        />
      ))}
    </div>
  );
};
