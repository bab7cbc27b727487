import type { Lead } from '@tinygenesy/contract';
import { emailBadge } from '../../../../words/email.ts';
import classes from './EmailCell.module.css';

/** The status of a lead's email, or that it is being verified, in words and color. Hovering shows the reasons. */
export const EmailBadge = ({ lead }: { lead: Lead }) => {
  const { words, tone, isTestData, why } = emailBadge(lead);
  if (words === null) return null;
  return (
    <span
      className={classes['badge']}
      data-tone={tone}
      data-verdict={lead.emailVerdict ?? undefined}
      title={why ?? undefined}
    >
      <span className={classes['words']}>
        <span className={tone === 'busy' ? 'spinner' : classes['dot']} aria-hidden />
        <span className={classes['text']}>{words}</span>
      </span>
      {isTestData ? <span className={classes['testData']}>test data</span> : null}
    </span>
  );
};
