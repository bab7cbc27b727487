import { Text, Title } from '@mantine/core';
import type { LeadFilter } from '@tinygenesy/contract';
import { Link } from 'react-router';
import { useLeadCount } from '../../api/leads/getLeadCount.ts';
import { count, leadsWord } from '../../words/numbers.ts';
import classes from './Messages.module.css';
import { messagesAddress } from './messageSet.ts';

const choices: { label: string; filter: LeadFilter }[] = [
  { label: 'Leads with a phone number', filter: { phoneStatus: ['found'] } },
  { label: 'Leads without a message', filter: { missing: ['message'] } },
  { label: 'All leads', filter: {} },
];

const Choice = ({ label, filter }: { label: string; filter: LeadFilter }) => {
  const { data } = useLeadCount(filter);
  return (
    <Link className={classes['choice']} to={messagesAddress({ filter }).to}>
      <Text fw={600}>{label}</Text>
      <Text size="sm" c="dimmed" className="tnum">
        {data === undefined
          ? 'Counting…'
          : data.isAtLeast
            ? `more than ${count(data.total)} leads`
            : leadsWord(data.total)}
      </Text>
    </Link>
  );
};

/** The screen without leads: asks whom the messages are for, so that nobody writes to all leads by accident. */
export const ChooseLeads = () => (
  <div className={classes['page']}>
    <div className={classes['content']}>
      <div>
        <Title order={1} size="h4">
          Messages
        </Title>
        <Text size="sm" c="dimmed">
          Choose the leads that get a message. You write the template next, and nothing is written before you confirm.
        </Text>
      </div>
      <nav className={classes['choices']} aria-label="Leads for the messages">
        {choices.map((choice) => (
          <Choice key={choice.label} {...choice} />
        ))}
        <Link className={classes['choice']} to="/leads">
          <Text fw={600}>Filter or select leads</Text>
          <Text size="sm" c="dimmed">
            In the list of leads: filter or select, then “Write message”
          </Text>
        </Link>
      </nav>
    </div>
  </div>
);
