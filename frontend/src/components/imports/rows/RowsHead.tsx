import { VisuallyHidden } from '@mantine/core';
import { targetLabel } from '../../../words/import.ts';
import type { RowColumn } from '../mapping.ts';
import { frozenStyle } from './gridLayout.ts';
import classes from './RowsGrid.module.css';

const HeadCell = ({ columns, index }: { columns: readonly RowColumn[]; index: number }) => {
  const column = columns[index];
  if (column === undefined) return null;
  const { header, target, isFrozen } = column;
  const label = targetLabel(target);
  return (
    <span
      role="columnheader"
      className={`${classes['cell']} ${classes['headCell']} ${isFrozen ? classes['frozen'] : ''}`}
      style={frozenStyle(columns, index)}
      title={header}
    >
      <span className={classes['text']}>{label}</span>
      {label.toLowerCase() === header.toLowerCase() ? null : (
        <span className={classes['text']} style={{ fontWeight: 400 }}>
          {header}
        </span>
      )}
    </span>
  );
};

/** Head of the grid: fields with their column names in the file, where these differ. */
export const RowsHead = ({ columns, isDone }: { columns: readonly RowColumn[]; isDone: boolean }) => {
  const cells = columns.map(({ header, isFrozen }, index) => ({
    isFrozen,
    cell: <HeadCell key={header} columns={columns} index={index} />,
  }));
  return (
    <div className={classes['head']} role="row">
      <span role="columnheader" className={`${classes['cell']} ${classes['line']}`}>
        Line
      </span>
      {cells.filter(({ isFrozen }) => isFrozen).map(({ cell }) => cell)}
      <span role="columnheader" className={classes['cell']}>
        {isDone ? 'Import result' : 'Expected result'}
      </span>
      {cells.filter(({ isFrozen }) => !isFrozen).map(({ cell }) => cell)}
      <VisuallyHidden role="columnheader">Reason</VisuallyHidden>
    </div>
  );
};
