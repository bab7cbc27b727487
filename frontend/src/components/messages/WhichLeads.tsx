import { Anchor, Text } from '@mantine/core';
import type { LeadSet } from '@tinygenesy/contract';
import { Link } from 'react-router';
import { useLeadCount } from '../../api/leads/getLeadCount.ts';
import { leadsWord } from '../../words/numbers.ts';
import { defaultSort, hasFilter, writeListState } from '../leads/state/listState.ts';

type WhichLeadsProps = {
  set: LeadSet;
  /** Number of leads in the estimate; undefined while there is none. */
  estimated: number | undefined;
};

/** Number of leads that the messages are for, and a link to select others. */
export const WhichLeads = ({ set, estimated }: WhichLeadsProps) => {
  const { leadIds, filter = {}, exceptIds } = set;
  const narrows = hasFilter(filter);
  const leadCount = useLeadCount(filter);
  // How many of the selected leads match the filter is only known from the estimate.
  const counted = leadIds === undefined ? leadCount.data?.total : narrows ? undefined : leadIds.length;
  const total = estimated ?? counted;
  const isAll = leadIds === undefined && !narrows && exceptIds === undefined;
  const search =
    leadIds === undefined ? writeListState(new URLSearchParams(), { filter, sort: defaultSort }).toString() : '';
  return (
    <Text size="sm" c="dimmed">
      For {total === undefined ? 'the leads' : isAll ? `all ${leadsWord(total)}` : leadsWord(total)}
      {leadIds === undefined ? (isAll ? '' : ' that match the filter') : ' selected'}.{' '}
      <Anchor component={Link} to={{ pathname: '/leads', search }} size="sm" underline="always">
        {isAll ? 'Select leads' : 'Select other leads'}
      </Anchor>
    </Text>
  );
};
