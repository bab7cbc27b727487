import { Box, Code, List, Text } from '@mantine/core';
import type { DefinitionChecked, ReadingSteps } from '@tinygenesy/contract';
import type { ReactNode } from 'react';

export type Reading = NonNullable<DefinitionChecked['reading']>;
type Place = ReadingSteps['places'][number];

const outcomeTitles: Record<string, string> = {
  found: 'Number found',
  not_found: 'No number for this lead',
  bad_key: 'The key is refused',
  no_access: 'The plan does not allow it',
  out_of_credits: 'No credits left',
  bad_input: 'The input is rejected',
  opted_out: 'The person opted out',
  rate_limited: 'Too many calls: the provider waits, then is called again',
  retry: 'Failed, and is called again',
  failed: 'Failed: not a miss',
};

/** What came of a place, and why. */
const resultWords = ({ result }: Place, hasCountry: boolean): string => {
  const words: Record<Place['result'], string> = {
    found: 'the number that is used',
    kept: 'kept as a further number',
    repeated: 'the same number again',
    do_not_call: 'not used: flagged as do not call',
    masked: 'not used: masked by the provider',
    impossible: `not used: can’t be a phone number${hasCountry ? '' : ' (without a country code, it needs a lead with a country)'}`,
    unreadable: 'not used: a list or an object in place of a number',
    not_personal: 'not used: its type belongs to no person, or is “never”',
    left_out: 'not used: left out by “only” or “drop”',
    blank: 'a word for “no number”',
    absent: 'no value there',
  };
  return words[result];
};

const isUsed = ({ result }: Place): boolean => result === 'found' || result === 'kept';

/** A place of the definition, such as "rules → 1", and its text. */
const Part = ({ part: { place, text } }: { part: NonNullable<ReadingSteps['rule']> }) => (
  <>
    {place} <Code style={{ overflowWrap: 'anywhere' }}>{text}</Code>
  </>
);

const Line = ({ label, children }: { label: string; children: ReactNode }) => (
  <List.Item>
    <b>{label}:</b> {children}
  </List.Item>
);

const readWords = (decision: string): string =>
  decision === 'read' ? 'it is read for numbers' : `it means ${decision}`;

const RuleLine = ({ steps: { rule, decision }, status }: { steps: ReadingSteps; status: number }) => (
  <Line label="Decided by">
    {rule === null ? (
      `no rule of the definition fits. By its status ${status}, ${readWords(decision)}.`
    ) : (
      <Part part={rule} />
    )}
  </Line>
);

const ProofLine = ({ steps: { decision, proof } }: { steps: ReadingSteps }) => {
  if (decision !== 'read') return null;
  if (proof === null) return <Line label="Proof">not looked at: none is named, or the answer is not JSON.</Line>;
  return (
    <Line label="Proof">
      <Code>{proof.path}</Code>{' '}
      {proof.isThere
        ? 'has a value: without a number, the answer is a miss.'
        : 'has no value: without a number, the answer counts as failed.'}
    </Line>
  );
};

const PlaceLine = ({ place, hasCountry }: { place: Place; hasCountry: boolean }) => (
  <List.Item>
    <Code>{place.at}</Code>{' '}
    {place.value === null ? null : (
      <>
        <span style={{ overflowWrap: 'anywhere' }}>{place.value}</span>
        {place.number === null || place.number === place.value ? '' : ` → ${place.number}`}
        {place.kind === null ? '' : `, ${place.kind}`}:{' '}
      </>
    )}
    <Text span inherit {...(isUsed(place) ? { fw: 600 } : { c: 'dimmed' })}>
      {resultWords(place, hasCountry)}
    </Text>
  </List.Item>
);

const NumbersLine = ({ steps: { decision, places }, hasCountry }: { steps: ReadingSteps; hasCountry: boolean }) => {
  if (places.length === 0) {
    return (
      <Line label="Numbers">{decision === 'read' ? 'none are read: the answer is not JSON.' : 'none are read.'}</Line>
    );
  }
  return (
    <Line label="Numbers">
      <List size="sm" aria-label="Places of numbers" withPadding={false} listStyleType="none">
        {places.map((place, index) => (
          // A place may be named twice.
          <PlaceLine key={`${place.at} ${index}`} place={place} hasCountry={hasCountry} />
        ))}
      </List>
    </Line>
  );
};

const CreditsLine = ({ reading: { credits, steps } }: { reading: Reading }) => {
  const amount = credits === null ? 'unknown' : `${credits}`;
  if (steps.priceCase !== null) {
    return (
      <Line label="Credits">
        {amount}, by <Part part={steps.priceCase} />
      </Line>
    );
  }
  return (
    <Line label="Credits">
      {credits === null
        ? 'unknown: no price case fits, so the reserve is counted.'
        : `${amount}: no price case fits, and a clear miss or refusal costs nothing.`}
    </Line>
  );
};

type AnswerReadingProps = { reading: Reading; status: number; hasCountry: boolean };

/** How a pasted answer is read, line by line. */
export const AnswerReading = ({ reading, status, hasCountry }: AnswerReadingProps) => {
  const { outcome, reason, steps, numbers } = reading;
  const [chosen] = outcome === 'found' ? numbers : [];
  return (
    <Box fz="sm">
      <Text size="sm" fw={600} role="status" aria-label="Outcome of the answer">
        {outcomeTitles[outcome] ?? outcome}
        {chosen === undefined ? '' : `: ${chosen.number}`}
        {chosen?.extension == null ? '' : ` ext. ${chosen.extension}`} ({outcome})
      </Text>
      <List size="sm" aria-label="How the answer is read" mt={4} spacing={4}>
        {reason === null ? null : <Line label="Reason">{reason.text}</Line>}
        <RuleLine steps={steps} status={status} />
        <ProofLine steps={steps} />
        <NumbersLine steps={steps} hasCountry={hasCountry} />
        <CreditsLine reading={reading} />
      </List>
    </Box>
  );
};
