import { Text } from '@mantine/core';
import type { LeadFilter } from '@tinygenesy/contract';
import { useLeadCount } from '../../../api/leads/getLeadCount.ts';
import { count } from '../../../words/numbers.ts';

/** The number of leads that match the filter. */
export const LeadTotal = ({ filter }: { filter: LeadFilter }) => {
  const { data, isError, isPlaceholderData } = useLeadCount(filter);
  const words =
    data === undefined
      ? isError
        ? 'Leads'
        : 'Counting leads…'
      : `${count(data.total)}${data.isAtLeast ? '+' : ''} ${data.total === 1 ? 'lead' : 'leads'}`;
  return (
    <Text
      component="h1"
      size="sm"
      fw={600}
      className="tnum"
      mr={6}
      opacity={isPlaceholderData ? 0.5 : 1}
      role="status"
      aria-label="Number of leads"
    >
      {words}
    </Text>
  );
};
