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
  const leadCount = useLeadCount(set.filter ?? {});
  const total = estimated ?? set.leadIds?.length ?? leadCount.data?.total;
  const isAll = set.filter !== undefined && !hasFilter(set.filter) && set.exceptIds === undefined;
  const search =
    set.filter === undefined
      ? ''
      : writeListState(new URLSearchParams(), { filter: set.filter, sort: defaultSort }).toString();
  return (
    <Text size="sm" c="dimmed">
      For {total === undefined ? 'the leads' : isAll ? `all ${leadsWord(total)}` : leadsWord(total)}
      {set.leadIds === undefined ? (isAll ? '' : ' that match the filter') : ' selected'}.{' '}
      <Anchor component={Link} to={{ pathname: '/leads', search }} size="sm" underline="always">
        {isAll ? 'Select leads' : 'Select other leads'}
      </Anchor>
    </Text>
  );
};
