import { UnstyledButton } from '@mantine/core';
import type { Lead } from '@tinygenesy/contract';
import { EmailBadge } from './EmailBadge.tsx';
import classes from './EmailCell.module.css';
import { useLeadsTable } from './LeadsTableContext.ts';

/** A lead's e-mail with its verdict. */
export const EmailCell = ({ lead }: { lead: Lead }) => {
  const { verify } = useLeadsTable();
  if (lead.email === null) return null;
  return (
    <span className={classes['cell']}>
      <span className={classes['address']}>{lead.email}</span>
      <EmailBadge lead={lead} />
      {lead.emailVerdict === null && lead.emailCheck === 'idle' ? (
        <UnstyledButton
          tabIndex={-1}
          className={classes['action']}
          onClick={(event) => {
            event.stopPropagation();
            verify(lead);
          }}
        >
          Verify
        </UnstyledButton>
      ) : null}
    </span>
  );
};
