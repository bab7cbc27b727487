import { Alert } from '@mantine/core';
import type { LeadSet } from '@tinygenesy/contract';
import { useEmailCheckEstimate } from '../../../api/emails/estimateEmailCheck.ts';
import { count } from '../../../words/numbers.ts';

/** Warns, before leads go somewhere, that some of their e-mails are known to be invalid. */
export const InvalidEmailsNote = ({ set }: { set: LeadSet }) => {
  const invalid = useEmailCheckEstimate(set).data?.verdicts['invalid'] ?? 0;
  if (invalid === 0) return null;
  return (
    <Alert color="yellow" variant="light" role="alert" aria-label="Invalid e-mails">
      {invalid === 1
        ? '1 of these leads has an invalid e-mail: mail to it comes back.'
        : `${count(invalid)} of these leads have an invalid e-mail: mail to them comes back.`}{' '}
      In the list of leads, filter by E-mail to see them or to leave them out.
    </Alert>
  );
};
