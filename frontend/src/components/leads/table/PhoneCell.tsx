import { Loader, UnstyledButton } from '@mantine/core';
import type { Lead } from '@tinygenesy/contract';
import { phoneCell } from '../../../words/phone.ts';
import { CellAction } from './CellAction.tsx';
import { useLeadActions } from './LeadActionsContext.ts';
import classes from './PhoneCell.module.css';

const actionWords = { find: 'Find', retry: 'Retry' } as const;

// `title` attributes instead of tooltip components: a component in every cell makes scrolling slow.

/** A lead's phone number, or the status of its lookup in words and color. */
export const PhoneCell = ({ lead }: { lead: Lead }) => {
  const { mode, providerName, findPhone, copyPhone } = useLeadActions();
  const cell = phoneCell(lead, mode, providerName);
  const { number, action } = cell;
  const nothing = number === null && cell.words === null;
  return (
    <span className={classes['cell']} data-tone={cell.tone} data-status={lead.phoneStatus}>
      {number === null ? null : cell.isTestData ? (
        <s className={classes['sandboxNumber']}>{number}</s>
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
        <CellAction
          label={actionWords[action]} // A job on hold is told once, above the table.
          isAlwaysVisible={action === 'retry' && lead.phoneStatus !== 'on_hold'}
          onClick={() => findPhone(lead)}
        />
      )}
    </span>
  );
};
