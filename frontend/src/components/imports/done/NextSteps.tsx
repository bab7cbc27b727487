import { Button } from '@mantine/core';
import { IconMailCheck, IconPhone } from '@tabler/icons-react';
import type { ImportDetail, LeadSet } from '@tinygenesy/contract';
import { Link } from 'react-router';
import { writtenCount } from '../../../words/import.ts';
import { count } from '../../../words/numbers.ts';
import { importAddress } from '../../leads/state/listState.ts';

/** What the user does next with the leads of an import. Both dialogs show the cost before they start. */
export type NextStep = { dialog: 'findPhones' | 'verifyEmails'; set: LeadSet; leads: number; importId: number };

type NextStepsProps = { one: ImportDetail; onNext: (next: NextStep) => void };

const findWords = (leads: number): string =>
  leads === 1 ? 'Find the phone number of this lead' : `Find phone numbers for these ${count(leads)}`;

/** Buttons for the leads of an import: show them, verify their emails, find their phone numbers. */
export const NextSteps = ({ one, onNext }: NextStepsProps) => {
  const leads = writtenCount(one);
  if (leads === 0) return null;
  const next = (dialog: NextStep['dialog']) => (): void =>
    onNext({ dialog, set: { filter: { importId: one.id } }, leads, importId: one.id });
  return (
    <>
      <Button variant="default" component={Link} to={importAddress(one.id)}>
        Show imported leads
      </Button>
      <Button variant="default" leftSection={<IconMailCheck size={16} />} onClick={next('verifyEmails')}>
        Verify emails
      </Button>
      <Button leftSection={<IconPhone size={16} />} onClick={next('findPhones')}>
        {findWords(leads)}
      </Button>
    </>
  );
};
