import { Anchor, Badge, Group, Stack, Text } from '@mantine/core';
import { emailVerdictWords, type Job } from '@tinygenesy/contract';
import { Link } from 'react-router';
import { useEmailReasons } from '../../api/emails/getEmailReasons.ts';
import { verdictColors } from '../../words/email.ts';
import { count } from '../../words/numbers.ts';

const shown = 6;

/** Lists the results of a finished email verification except valid ones, most severe first, with links to the leads. */
export const EmailReasons = ({ job }: { job: Job }) => {
  const reasons = useEmailReasons(job.id).data?.reasons ?? [];
  if (reasons.length === 0) return null;
  return (
    <Stack gap={8} role="list" aria-label="Results by reason">
      {reasons.slice(0, shown).map(({ verdict, reason, count: leads }) => (
        <Group key={`${verdict}-${reason.code}`} gap={6} role="listitem" wrap="nowrap">
          <Badge size="xs" variant="light" tt="none" color={verdictColors[verdict]} style={{ flex: 'none' }}>
            {emailVerdictWords[verdict]}
          </Badge>
          <Anchor
            size="xs"
            component={Link}
            to={{
              pathname: '/leads',
              search: `jobId=${job.id}&emailVerdict=${verdict}&emailReason=${reason.code}`,
            }}
          >
            {count(leads)} · {reason.text}
          </Anchor>
        </Group>
      ))}
      {reasons.length > shown ? (
        <Text size="xs" c="dimmed">
          and {reasons.length - shown} more reasons
        </Text>
      ) : null}
    </Stack>
  );
};
