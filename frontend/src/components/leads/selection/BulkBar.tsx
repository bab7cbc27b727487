import { Anchor, Button, CloseButton, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconMailCheck, IconMessage, IconPhone, IconTrash } from '@tabler/icons-react';
import { useDeleteLeads } from '../../../api/leads/deleteLeads.ts';
import { useRestoreLeads } from '../../../api/leads/restoreLeads.ts';
import { useState } from 'react';
import { tell, tellError } from '../../../app/notify.ts';
import { useParam } from '../../../app/useParam.ts';
import { count, leadsWord } from '../../../words/numbers.ts';
import { ConfirmDialog } from '../../shell/Dialog.tsx';
import classes from '../table/LeadsTable.module.css';
import { leadSetOf, selectedCount, type Selection } from '../state/selection.ts';

/** Above this a deletion is a job, which has no one-click undo here. */
const undoableAtOnce = 1_000;

type BulkBarProps = {
  selection: Selection;
  /** How many leads match what is shown. */
  total: number;
  totalIsAtLeast: boolean;
  onSelectAll: () => void;
  onClear: () => void;
  onFindPhones: () => void;
  onVerifyEmails: () => void;
  onWriteMessage: () => void;
  onExport: () => void;
};

/** How many leads are selected, and what can be done with them. */
export const BulkBar = ({
  selection,
  total,
  totalIsAtLeast,
  onSelectAll,
  onClear,
  onFindPhones,
  onVerifyEmails,
  onWriteMessage,
  onExport,
}: BulkBarProps) => {
  const remove = useDeleteLeads();
  const restore = useRestoreLeads();
  const [, setTray] = useParam('jobs');
  const [asksDelete, setAsksDelete] = useState(false);
  const selected = selectedCount(selection, total);
  const set = leadSetOf(selection);
  if (set === null || selected === 0) return null;
  const all = `${count(total)}${totalIsAtLeast ? '+' : ''}`;

  const undo = (id: string, token: string): void =>
    restore.mutate(token, {
      onSuccess: ({ restored, conflicts }) => {
        notifications.hide(id);
        tell(
          conflicts === 0
            ? `${leadsWord(restored)} are back.`
            : `${leadsWord(restored)} are back; ${conflicts} are not, because another lead has their e-mail now.`,
        );
      },
      onError: (error) => tellError('The leads were not brought back', error),
    });

  const doDelete = (): void =>
    remove.mutate(set, {
      onSuccess: (deletion) => {
        onClear();
        if (deletion.kind === 'job') {
          setTray('open');
          return;
        }
        const id = `deleted-${deletion.undoToken}`;
        notifications.show({
          id,
          autoClose: 20_000,
          message: (
            <>
              {leadsWord(deletion.deleted)} deleted.{' '}
              <Anchor component="button" type="button" size="sm" onClick={() => undo(id, deletion.undoToken)}>
                Undo
              </Anchor>
            </>
          ),
        });
      },
      onError: (error) => tellError('Nothing was deleted', error),
    });

  const askDelete = (): void => {
    if (selected <= undoableAtOnce) {
      doDelete();
      return;
    }
    setAsksDelete(true);
  };

  return (
    <div className={classes['bulk']} role="toolbar" aria-label="Selected leads">
      <Text size="sm" fw={600} className="tnum" role="status">
        {count(selected)}
        {selection.kind === 'all' && totalIsAtLeast ? '+' : ''} selected
      </Text>
      {selection.kind === 'some' && selected < total ? (
        <Anchor component="button" type="button" size="sm" onClick={onSelectAll}>
          select all {all} that match
        </Anchor>
      ) : null}
      <Button size="xs" leftSection={<IconPhone size={14} />} onClick={onFindPhones} ml={4}>
        Find phones
      </Button>
      <Button size="xs" variant="default" leftSection={<IconMailCheck size={14} />} onClick={onVerifyEmails}>
        Verify e-mails
      </Button>
      <Button size="xs" variant="default" leftSection={<IconMessage size={14} />} onClick={onWriteMessage}>
        Write message
      </Button>
      <Button size="xs" variant="default" leftSection={<IconDownload size={14} />} onClick={onExport}>
        Export
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconTrash size={14} />}
        disabled={remove.isPending}
        onClick={askDelete}
      >
        {remove.isPending ? 'Deleting…' : 'Delete'}
      </Button>
      <CloseButton ml="auto" aria-label="Clear the selection" onClick={onClear} />
      {asksDelete ? (
        <ConfirmDialog
          title={`Delete ${leadsWord(selected)}?`}
          confirm={`Delete ${leadsWord(selected)}`}
          cancel="Keep them"
          onConfirm={doDelete}
          onClose={() => setAsksDelete(false)}
        >
          That is a lot. They are deleted step by step as a job, which you can cancel.
        </ConfirmDialog>
      ) : null}
    </div>
  );
};
