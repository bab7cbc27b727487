import classes from './CellAction.module.css';

type CellActionProps = {
  label: string;
  title?: string;
  /** Visible also while the pointer is not over the row. */
  isAlwaysVisible?: boolean;
  onClick: () => void;
};

/** A small button in a cell, visible while the pointer is over the row. It does not activate the row. */
export const CellAction = ({ label, title, isAlwaysVisible = false, onClick }: CellActionProps) => (
  <button
    type="button"
    tabIndex={-1}
    title={title}
    className={classes['action']}
    data-always={isAlwaysVisible || undefined}
    onClick={(event) => {
      event.stopPropagation();
      onClick();
    }}
  >
    {label}
  </button>
);
