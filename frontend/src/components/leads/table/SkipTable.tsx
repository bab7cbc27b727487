import { type ReactNode, useRef } from 'react';
import classes from './LeadsTable.module.css';

/** For the keyboard: a way past the heads of the columns, seen while it has the focus. The table follows as its child. */
export const SkipTable = ({ children }: { children: ReactNode }) => {
  const end = useRef<HTMLSpanElement>(null);
  return (
    <>
      <button type="button" className={classes['skip']} onClick={() => end.current?.focus()}>
        Skip the table
      </button>
      {children}
      <span ref={end} tabIndex={-1} />
    </>
  );
};
