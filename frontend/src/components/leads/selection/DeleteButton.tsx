import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { leadsWord } from '../../../words/numbers.ts';
import { ConfirmDialog } from '../../shell/Dialog.tsx';
import classes from './SelectionBar.module.css';

/** Above this count a job deletes the leads. */
const maxAtOnce = 1_000;

type DeleteButtonProps = { selected: number; isDeleting: boolean; onDelete: () => void };

/** Deletes few leads at once and asks for confirmation before it deletes many. */
export const DeleteButton = ({ selected, isDeleting, onDelete }: DeleteButtonProps) => {
  const [isConfirming, setIsConfirming] = useState(false);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        className={classes['compact'] ?? ''}
        aria-label={isDeleting ? 'Deleting…' : 'Delete'}
        leftSection={<IconTrash size={14} />}
        disabled={isDeleting}
        onClick={() => (selected <= maxAtOnce ? onDelete() : setIsConfirming(true))}
      >
        {isDeleting ? 'Deleting…' : 'Delete'}
      </Button>
      {isConfirming ? (
        <ConfirmDialog
          title={`Delete ${leadsWord(selected)}?`}
          confirm={`Delete ${leadsWord(selected)}`}
          cancel="Keep leads"
          onConfirm={onDelete}
          onClose={() => setIsConfirming(false)}
        >
          A job deletes these leads in batches. You can cancel the job while it runs, and restore the leads for 24
          hours.
        </ConfirmDialog>
      ) : null}
    </>
  );
};
