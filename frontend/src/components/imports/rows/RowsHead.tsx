import { targetLabel } from '../../../words/import.ts';
import type { RowColumn } from '../mapping.ts';
import classes from './RowsGrid.module.css';

/** What the columns of the rows are, and what the file calls them. */
export const RowsHead = ({ columns, isOver }: { columns: readonly RowColumn[]; isOver: boolean }) => (
  <div className={classes['head']} role="row">
    <span role="columnheader" className={`${classes['cell']} ${classes['line']}`}>
      Line
    </span>
    <span role="columnheader" className={classes['cell']}>
      {isOver ? 'What became of it' : 'What happens'}
    </span>
    <span role="columnheader" className={classes['cell']}>
      Why
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
