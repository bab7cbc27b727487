import type { Lead } from '@tinygenesy/contract';
import { correctionWords } from '../../../../words/email.ts';
import { useLeadActions } from '../LeadActionsContext.ts';
import { CellAction } from './CellAction.tsx';
import { EmailBadge } from './EmailBadge.tsx';
import { Marked } from './Marked.tsx';
import classes from './EmailCell.module.css';

/** A lead's email with its status, and the likely correction of a typing mistake. */
export const EmailCell = ({ lead }: { lead: Lead }) => {
  const { verifyEmail, correctEmail } = useLeadActions();
  if (lead.email === null) return null;
  const isIdle = lead.emailCheck === 'idle';
  return (
    <span className={classes['cell']}>
      <span className={classes['address']}>
        <Marked text={lead.email} />
      </span>
      {lead.emailSuggestion === null || !isIdle ? null : (
        <CellAction
          label={`→ ${correctionWords(lead.email, lead.emailSuggestion)}?`}
          title={`Change the email to ${lead.emailSuggestion} and verify it`}
          isAlwaysVisible
          onClick={() => correctEmail(lead)}
        />
      )}
      <EmailBadge lead={lead} />
      {lead.emailVerdict === null && isIdle ? <CellAction label="Verify" onClick={() => verifyEmail(lead)} /> : null}
    </span>
  );
};
