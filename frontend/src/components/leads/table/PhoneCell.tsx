import { Loader, UnstyledButton } from '@mantine/core';
import type { Lead } from '@tinygenesy/contract';
import { phoneCell } from '../../../words/phone.ts';
import { useLeadsTable } from './LeadsTableContext.ts';
import classes from './PhoneCell.module.css';

const actionWords = { find: 'Find', retry: 'Retry' } as const;

// Titles instead of tooltips: a tooltip in every cell is what makes scrolling slow.

/** A lead's number, or how far the search for it is, in words and colour. */
export const PhoneCell = ({ lead }: { lead: Lead }) => {
  const { mode, providerName, find, copyPhone } = useLeadsTable();
  const cell = phoneCell(lead, mode, providerName);
  const { number, action } = cell;
  const nothing = number === null && cell.words === null;
  return (
    <span className={classes['cell']} data-tone={cell.tone} data-status={lead.phoneStatus}>
      {number === null ? null : cell.madeUp ? (
        <s className={classes['madeUp']}>{number}</s>
      ) : (
        <UnstyledButton
          tabIndex={-1}
          title="Click to copy"
          className={classes['number']}
          aria-label={`Copy ${number}`}
          onClick={(event) => {
            event.stopPropagation();
            copyPhone(number);
          }}
        >
          {number}
        </UnstyledButton>
      )}
      {cell.source === null ? null : <span className={classes['source']}>{cell.source}</span>}
      {nothing ? <span className={classes['dash']}>—</span> : null}
      {cell.words === null ? null : (
        <span className={classes['words']} title={[cell.words, cell.more].filter(Boolean).join(' · ')}>
          {lead.phoneStatus === 'asking' ? (
            <Loader size={10} type="oval" mr={5} display="inline-block" aria-hidden />
          ) : null}
          {cell.words}
        </span>
      )}
      {action === null ? null : (
        <UnstyledButton
          tabIndex={-1}
          className={classes['action']}
          data-always={action === 'retry' || undefined}
          onClick={(event) => {
            event.stopPropagation();
            find(lead);
          }}
        >
          {actionWords[action]}
        </UnstyledButton>
      )}
    </span>
  );
};
