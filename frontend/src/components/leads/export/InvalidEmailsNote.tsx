import { Alert } from '@mantine/core';
import type { LeadSet } from '@tinygenesy/contract';
import { useEmailCheckEstimate } from '../../../api/emails/estimateEmailCheck.ts';
import { count } from '../../../words/numbers.ts';

/** Warns before an export or a message that some emails of the leads are known to be invalid. */
export const InvalidEmailsNote = ({ set }: { set: LeadSet }) => {
  const invalid = useEmailCheckEstimate(set).data?.verdicts['invalid'] ?? 0;
  if (invalid === 0) return null;
  return (
    <Alert color="yellow" variant="light" role="alert" aria-label="Invalid emails">
      {invalid === 1
        ? '1 of these leads has an invalid email. Messages to it bounce.'
        : `${count(invalid)} of these leads have an invalid email. Messages to them bounce.`}{' '}
      In the list of leads, filter by Email to see or exclude them.
    </Alert>
  );
};
