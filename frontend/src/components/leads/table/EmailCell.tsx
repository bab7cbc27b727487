import type { Lead } from '@tinygenesy/contract';
import { CellAction } from './CellAction.tsx';
import { EmailBadge } from './EmailBadge.tsx';
import classes from './EmailCell.module.css';
import { useLeadActions } from './LeadActionsContext.ts';

/** A lead's email with its status. */
export const EmailCell = ({ lead }: { lead: Lead }) => {
  const { verifyEmail } = useLeadActions();
  if (lead.email === null) return null;
  return (
    <span className={classes['cell']}>
      <span className={classes['address']}>{lead.email}</span>
      <EmailBadge lead={lead} />
      {lead.emailVerdict === null && lead.emailCheck === 'idle' ? (
        <CellAction label="Verify" onClick={() => verifyEmail(lead)} />
      ) : null}
    </span>
  );
};
