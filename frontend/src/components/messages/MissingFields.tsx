import { Anchor, Button, Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import type { MessageEstimate } from '@tinygenesy/contract';
import { useState } from 'react';
import { Link } from 'react-router';
import { leadsWord } from '../../words/numbers.ts';
import { fallbackPlaceholder } from './fallbackExample.ts';
import classes from './Messages.module.css';

/** Merge fields of which a lead has none, the number of such leads, and the placeholders in the template. */
type MissingValue = MessageEstimate['missing'][number];
export const missingKey = ({ fields }: MissingValue): string => fields.join('\n');

type MissingRowProps = {
  /** Number of leads without a value. */
  leads: number;
  label: string;
  /** Name of the first field, which the example of a fallback fits. */
  field: string | undefined;
  isSkipped: boolean;
  onSkip: (skips: boolean) => void;
  /** Null while the places belong to an earlier text. */
  onFallback: ((words: string) => void) | null;
  leadsAddress: string | null;
};

const MissingRow = ({ leads, label, field, isSkipped, onSkip, onFallback, leadsAddress }: MissingRowProps) => {
  const [choice, setChoice] = useState<'fallback' | 'skip' | ''>(isSkipped ? 'skip' : '');
  const [words, setWords] = useState('');
  return (
    <div className={classes['missing']} role="group" aria-label={`Missing ${label}`}>
      <Text size="sm" style={{ minWidth: 220 }}>
        <b>{label}</b> is missing in {leadsWord(leads)}
      </Text>
      <SegmentedControl
        size="xs"
        maw="100%"
        classNames={{ label: classes['choiceLabel'] ?? '' }}
        aria-label={`Leads without ${label}`}
        data={[
          { value: '', label: 'Not decided yet' },
          { value: 'fallback', label: 'Use a fallback' },
          { value: 'skip', label: 'Skip these leads' },
        ]}
        value={choice}
        onChange={(value) => {
          const next = value === 'fallback' || value === 'skip' ? value : '';
          setChoice(next);
          onSkip(next === 'skip');
        }}
      />
      {choice === 'fallback' ? (
        <Group gap={6} wrap="nowrap" maw="100%">
          <TextInput
            size="xs"
            aria-label={`Fallback for ${label}`}
            placeholder={fallbackPlaceholder(field)}
            className={classes['fallback'] ?? ''}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && words.trim() !== '') onFallback?.(words);
            }}
          />
          <Button
            size="xs"
            variant="default"
            style={{ flex: 'none' }}
            disabled={words.trim() === '' || onFallback === null}
            onClick={() => onFallback?.(words)}
          >
            Add fallback
          </Button>
        </Group>
      ) : null}
      {leadsAddress === null ? null : (
        <Anchor component={Link} to={leadsAddress} size="sm">
          Show these leads
        </Anchor>
      )}
    </div>
  );
};

type MissingFieldsProps = {
  missing: readonly MissingValue[];
  labelOf: (fields: readonly string[]) => string;
  /** Keys of the entries whose leads get no message. */
  skipped: ReadonlySet<string>;
  onSkip: (missing: MissingValue, skips: boolean) => void;
  onFallback: ((missing: MissingValue, words: string) => void) | null;
  addressOf: (missing: MissingValue) => string | null;
};

/** Merge fields that some leads lack, each with a choice: use a fallback or skip these leads. */
export const MissingFields = ({ missing, labelOf, skipped, onSkip, onFallback, addressOf }: MissingFieldsProps) => (
  <section aria-label="Missing fields">
    {missing.map((one) => (
      <MissingRow
        key={missingKey(one)}
        leads={one.leads}
        label={labelOf(one.fields)}
        field={one.fields[0]}
        isSkipped={skipped.has(missingKey(one))}
        onSkip={(skips) => onSkip(one, skips)}
        onFallback={onFallback === null ? null : (words) => onFallback(one, words)}
        leadsAddress={addressOf(one)}
      />
    ))}
  </section>
);
