import { Anchor, Text } from '@mantine/core';
import type { LeadSet } from '@tinygenesy/contract';
import { count } from '../../../words/numbers.ts';
import { InvalidEmailsNote } from './InvalidEmailsNote.tsx';

type InvalidEmailsChoiceProps = {
  set: LeadSet;
  /** Number of leads with an invalid email that are left out; 0: all are included. */
  leftOut: number;
  onLeftOut: (leftOut: number) => void;
};

/** Warns of invalid emails and leaves their leads out, or says that they are left out and includes them again. */
export const InvalidEmailsChoice = ({ set, leftOut, onLeftOut }: InvalidEmailsChoiceProps) =>
  leftOut === 0 ? (
    <InvalidEmailsNote set={set} onLeaveOut={onLeftOut} />
  ) : (
    <Text size="sm" role="status" aria-label="Left out">
      {leftOut === 1 ? '1 lead with an invalid email is' : `${count(leftOut)} leads with an invalid email are`} left
      out.{' '}
      <Anchor component="button" type="button" size="sm" onClick={() => onLeftOut(0)}>
        Include {leftOut === 1 ? 'it' : 'them'}
      </Anchor>
    </Text>
  );
