import { Button } from '@mantine/core';
import type { LeadRows } from '../state/useLeadRows.ts';
import classes from './LeadsTable.module.css';

/** A longer list scrolls on most screens, so its end has a label. */
const longList = 20;

/** Text below the last row: where the list ends. */
export const RowsEnd = ({ rowCount, top }: { rowCount: number; top: number }) => (
  <div className={classes['below']} style={{ top }}>
    {rowCount > longList ? 'End of list' : null}
  </div>
);

/** Over the rows that couldn't be loaded. */
export const RowsFailed = ({ retry }: Pick<LeadRows, 'retry'>) =>
  retry === null ? null : (
    <div className={classes['failed']} role="alert">
      Couldn’t load these leads.
      <Button size="compact-xs" variant="subtle" onClick={retry}>
        Try again
      </Button>
    </div>
  );
