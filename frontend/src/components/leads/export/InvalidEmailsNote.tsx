import { Alert, Button, Group, Text } from '@mantine/core';
import type { LeadSet } from '@tinygenesy/contract';
import { useEmailCheckEstimate } from '../../../api/emails/estimateEmailCheck.ts';
import { count } from '../../../words/numbers.ts';

type InvalidEmailsNoteProps = {
  set: LeadSet;
  /** Leaves the leads with invalid emails out; null where the set can't be narrowed. */
  onLeaveOut: ((invalid: number) => void) | null;
};

/** Warns before an export or a message that some emails of the leads are known to be invalid, and leaves them out. */
export const InvalidEmailsNote = ({ set, onLeaveOut }: InvalidEmailsNoteProps) => {
  const { data } = useEmailCheckEstimate(set);
  const invalid = data?.verdicts['invalid'] ?? 0;
  if (data === undefined || invalid === 0) return null;
  // Without any other lead, nothing would be left, and a filter without a status would select all leads.
  const others = data.leads - invalid + data.skipped.reduce((sum, one) => sum + one.count, 0);
  return (
    <Alert color="yellow" variant="light" role="alert" aria-label="Invalid emails">
      <Group gap="xs" justify="space-between">
        <Text size="sm">
          {invalid === 1
            ? '1 of these leads has an invalid email. Messages to it bounce.'
            : `${count(invalid)} of these leads have an invalid email. Messages to them bounce.`}{' '}
          {onLeaveOut === null ? 'In the list of leads, filter by Email to see or exclude them.' : ''}
        </Text>
        {onLeaveOut === null || others === 0 ? null : (
          <Button size="compact-xs" variant="default" onClick={() => onLeaveOut(invalid)}>
            {invalid === 1 ? 'Leave it out' : `Leave these ${count(invalid)} out`}
          </Button>
        )}
      </Group>
    </Alert>
  );
};
