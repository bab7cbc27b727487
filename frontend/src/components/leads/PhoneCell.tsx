import { Loader, Tooltip, UnstyledButton } from '@mantine/core';
import type { Lead } from '@tinygenesy/contract';
import { phoneCell } from '../../words/phone.ts';
import { useLeadsTable } from './LeadsTableContext.ts';
import classes from './PhoneCell.module.css';

const actionWords = { find: 'Find', retry: 'Retry' } as const;

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
        <Tooltip label="Click to copy" openDelay={600}>
          <UnstyledButton
            tabIndex={-1}
            className={classes['number']}
            aria-label={`Copy ${number}`}
            onClick={(event) => {
              event.stopPropagation();
              copyPhone(number);
            }}
          >
            {number}
          </UnstyledButton>
        </Tooltip>
      )}
      {cell.source === null ? null : <span className={classes['source']}>{cell.source}</span>}
      {nothing ? <span className={classes['dash']}>—</span> : null}
      {cell.words === null ? null : (
        <Tooltip label={cell.more ?? ''} disabled={cell.more === null} multiline maw={360} openDelay={400}>
          <span className={classes['words']}>
            {lead.phoneStatus === 'asking' ? (
              <Loader size={10} type="oval" mr={5} display="inline-block" aria-hidden />
            ) : null}
            {cell.words}
          </span>
        </Tooltip>
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
