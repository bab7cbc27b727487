import { targetLabel } from '../../../words/import.ts';
import type { RowColumn } from '../mapping.ts';
import classes from './RowsGrid.module.css';

/** Head of the grid: fields with their column names in the file. */
export const RowsHead = ({ columns, isDone }: { columns: readonly RowColumn[]; isDone: boolean }) => (
  <div className={classes['head']} role="row">
    <span role="columnheader" className={`${classes['cell']} ${classes['line']}`}>
      Line
    </span>
    <span role="columnheader" className={classes['cell']}>
      {isDone ? 'Import result' : 'Expected result'}
    </span>
    <span role="columnheader" className={classes['cell']}>
      Reason
    </span>
    {columns.map(({ header, target }) => (
      <span key={header} role="columnheader" className={`${classes['cell']} ${classes['headCell']}`}>
        <span className={classes['text']}>{targetLabel(target)}</span>
        <span className={classes['text']} style={{ fontWeight: 400 }}>
          {header}
        </span>
      </span>
    ))}
  </div>
);
