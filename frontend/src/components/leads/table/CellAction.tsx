import { UnstyledButton } from '@mantine/core';
import classes from './CellAction.module.css';

type CellActionProps = {
  label: string;
  /** Visible also while the pointer is not over the row. */
  isAlwaysVisible?: boolean;
  onClick: () => void;
};

/** A small button in a cell, visible while the pointer is over the row. It does not activate the row. */
export const CellAction = ({ label, isAlwaysVisible = false, onClick }: CellActionProps) => (
  <UnstyledButton
    tabIndex={-1}
    className={classes['action']}
    data-always={isAlwaysVisible || undefined}
    onClick={(event) => {
      event.stopPropagation();
      onClick();
    }}
  >
    {label}
  </UnstyledButton>
);
