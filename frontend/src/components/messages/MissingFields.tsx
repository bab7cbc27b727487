import { Anchor, Button, Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import type { MessageEstimate } from '@tinygenesy/contract';
import { useState } from 'react';
import { Link } from 'react-router';
import { count } from '../../words/numbers.ts';
import classes from './Messages.module.css';

export type Need = MessageEstimate['missing'][number];
export const needKey = ({ fields }: Need): string => fields.join('\n');

type NeedRowProps = {
  need: Need;
  label: string;
  leftOut: boolean;
  onLeaveOut: (leftOut: boolean) => void;
  /** Null while the places are those of a text that has changed since. */
  onFallback: ((words: string) => void) | null;
  leadsAddress: string | null;
};

const NeedRow = ({ need, label, leftOut, onLeaveOut, onFallback, leadsAddress }: NeedRowProps) => {
  const [choice, setChoice] = useState<'fallback' | 'leave' | ''>(leftOut ? 'leave' : '');
  const [words, setWords] = useState('');
  return (
    <div className={classes['missing']} role="group" aria-label={`Missing ${label}`}>
      <Text size="sm" style={{ minWidth: 220 }}>
        <b>{label}</b> is missing in {count(need.leads)} {need.leads === 1 ? 'lead' : 'leads'}
      </Text>
      <SegmentedControl
        size="xs"
        aria-label={`What to do without ${label}`}
        data={[
          { value: '', label: 'Not decided' },
          { value: 'fallback', label: 'Say something else' },
          { value: 'leave', label: 'Leave those leads out' },
        ]}
        value={choice}
        onChange={(value) => {
          const next = value === 'fallback' || value === 'leave' ? value : '';
          setChoice(next);
          onLeaveOut(next === 'leave');
        }}
      />
      {choice === 'fallback' ? (
        <Group gap={6} wrap="nowrap">
          <TextInput
            size="xs"
            aria-label={`Instead of ${label}`}
            placeholder="your company"
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && words.trim() !== '') onFallback?.(words);
            }}
          />
          <Button
            size="xs"
            variant="default"
            disabled={words.trim() === '' || onFallback === null}
            onClick={() => onFallback?.(words)}
          >
            Put it in
          </Button>
        </Group>
      ) : null}
      {leadsAddress === null ? null : (
        <Anchor component={Link} to={leadsAddress} size="sm">
          Show those leads
        </Anchor>
      )}
    </div>
  );
};

type MissingFieldsProps = {
  needs: readonly Need[];
  labelOf: (field: string) => string;
  leftOut: ReadonlySet<string>;
  onLeaveOut: (need: Need, leftOut: boolean) => void;
  onFallback: ((need: Need, words: string) => void) | null;
  addressOf: (need: Need) => string | null;
};

/** What leads lack that the template needs, and what becomes of them. */
export const MissingFields = ({ needs, labelOf, leftOut, onLeaveOut, onFallback, addressOf }: MissingFieldsProps) => (
  <section aria-label="Missing fields">
    {needs.map((need) => (
      <NeedRow
        key={needKey(need)}
        need={need}
        label={need.fields.map(labelOf).join(' or ')}
        leftOut={leftOut.has(needKey(need))}
        onLeaveOut={(out) => onLeaveOut(need, out)}
        onFallback={onFallback === null ? null : (words) => onFallback(need, words)}
        leadsAddress={addressOf(need)}
      />
    ))}
  </section>
);
