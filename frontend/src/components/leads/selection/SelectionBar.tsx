import { Anchor, Button, CloseButton, Text } from '@mantine/core';
import { IconDownload, IconMailCheck, IconMessage, IconPhone } from '@tabler/icons-react';
import type { LeadFilter } from '@tinygenesy/contract';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { count } from '../../../words/numbers.ts';
import { messagesAddress } from '../../messages/messageSet.ts';
import { preloadSelectionDialogs } from '../dialogsLater.ts';
import type { LeadDialog } from '../LeadDialogs.tsx';
import { leadSetOf, selectedCount } from '../state/selection.ts';
import type { LeadRows } from '../state/useLeadRows.ts';
import type { SelectionState } from '../state/useSelection.ts';
import { DeleteButton } from './DeleteButton.tsx';
import classes from './SelectionBar.module.css';
import { useDeleteSelected } from './useDeleteSelected.ts';

const hiddenWords = (hidden: number | null, selected: number): string => {
  if (hidden === null) return 'some not shown here';
  return hidden === selected ? 'not shown here' : `${count(hidden)} not shown here`;
};

type SelectionBarProps = {
  selection: SelectionState;
  leadRows: LeadRows;
  onFilter: (filter: LeadFilter) => void;
  onDialog: (dialog: LeadDialog) => void;
};

/** How many leads are selected, and what the user can do with them. Hidden while none is selected. */
export const SelectionBar = ({ selection: state, leadRows, onFilter, onDialog }: SelectionBarProps) => {
  const navigate = useNavigate();
  const { selection, hidden, selectMatching, clear } = state;
  const { total, totalIsAtLeast } = leadRows;
  const { deleteSelected, isDeleting } = useDeleteSelected(clear);
  const set = leadSetOf(selection);
  const selected = selectedCount(selection, total);
  const isShown = set !== null && selected > 0;
  useEffect(() => {
    if (isShown) preloadSelectionDialogs();
  }, [isShown]);
  if (!isShown) return null;
  const plus = totalIsAtLeast ? '+' : '';
  const { to, state: history } = messagesAddress(set);
  const actions = [
    { label: 'Verify emails', icon: IconMailCheck, run: () => onDialog('verifyEmails') },
    { label: 'Write message', icon: IconMessage, run: () => void navigate(to, { state: history }) },
    { label: 'Export', icon: IconDownload, run: () => onDialog('exportSelected') },
  ];

  return (
    <div className={classes['bar']} role="toolbar" aria-label="Selected leads">
      <Text size="sm" fw={600} className="tnum" role="status">
        {count(selected)}
        {selection.kind === 'all' ? plus : ''} selected
        {hidden === null ? '' : `, ${hiddenWords(hidden.count, selected)}`}
      </Text>
      {hidden === null ? null : (
        <Anchor component="button" type="button" size="sm" onClick={() => onFilter(hidden.filter)}>
          Show
        </Anchor>
      )}
      {selection.kind === 'some' && selected < total ? (
        <Anchor component="button" type="button" size="sm" onClick={selectMatching}>
          Select all {count(total)}
          {plus} matching leads
        </Anchor>
      ) : null}
      <Button
        size="xs"
        className={classes['main'] ?? ''}
        leftSection={<IconPhone size={14} />}
        onClick={() => onDialog('findPhones')}
      >
        Find phone numbers
      </Button>
      {actions.map(({ label, icon: Icon, run }) => (
        <Button
          key={label}
          size="xs"
          variant="default"
          className={classes['compact'] ?? ''}
          aria-label={label}
          leftSection={<Icon size={14} />}
          onClick={run}
        >
          {label}
        </Button>
      ))}
      <DeleteButton selected={selected} isDeleting={isDeleting} onDelete={() => deleteSelected(set)} />
      <CloseButton className={classes['clear'] ?? ''} aria-label="Clear selection" onClick={clear} />
    </div>
  );
};
