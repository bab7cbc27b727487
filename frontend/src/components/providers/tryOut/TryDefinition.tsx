import { Button, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { useDefinitionTry } from '../../../api/providers/checkDefinition.ts';
import { tell } from '../../../app/notify.ts';
import { ErrorAlert } from '../../shell/ErrorAlert.tsx';
import { LeadSelect } from '../LeadSelect.tsx';
import { AnswerReading, type Reading } from './AnswerReading.tsx';
import { PasteFields } from './PasteFields.tsx';
import { type Pasted, readPasted } from './readPasted.ts';
import { RequestPreview } from './RequestPreview.tsx';

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <details>
    <Text component="summary" size="sm" style={{ cursor: 'pointer' }}>
      {title}
    </Text>
    <Stack gap="xs" mt="xs" pl="sm" role="group" aria-label={title}>
      {children}
    </Stack>
  </details>
);

const UseAsExample = ({ reading, onUse }: { reading: Reading; onUse: (definition: string) => void }) => {
  const { withExample } = reading;
  if (withExample === null) return null;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        style={{ alignSelf: 'start' }}
        onClick={() => {
          onUse(withExample);
          tell('The answer is now an example of the definition.');
        }}
      >
        Use as example
      </Button>
      <Text size="xs" c="dimmed">
        The example has an invented lead and the answer as pasted. Replace personal data before you share it.
      </Text>
    </>
  );
};

type TryDefinitionProps = {
  /** The definition as last checked. */
  definition: string;
  /** Whether it has no problems. */
  isUsable: boolean;
  onDefinition: (definition: string) => void;
};

/** Shows what a definition would send about a lead, and how it reads a pasted answer. Nothing is sent to the provider. */
export const TryDefinition = ({ definition, isUsable, onDefinition }: TryDefinitionProps) => {
  const [leadId, setLeadId] = useState<string | null>(null);
  const [pasted, setPasted] = useState<Pasted>({ status: '', headers: '', body: '' });
  const [settled] = useDebouncedValue(pasted, 400);
  const read = readPasted(settled);
  const answer = read.kind === 'answer' ? read.answer : undefined;
  const isAsked = isUsable && (leadId !== null || answer !== undefined);
  const tried = useDefinitionTry(
    isAsked ? { definition, ...(leadId !== null && { leadId: Number(leadId) }), ...(answer && { answer }) } : null,
  );
  // An earlier result is dimmed while the next one is on its way.
  const isCurrent = !tried.isPlaceholderData && settled === pasted;
  const shown = isAsked && tried.error === null ? tried.data : undefined;
  const reading = answer === undefined ? null : (shown?.reading ?? null);
  const late = { style: { opacity: isCurrent ? 1 : 0.5 }, 'aria-busy': !isCurrent };
  const waits = isUsable ? null : (
    <Text size="sm" c="dimmed">
      Complete the definition first.
    </Text>
  );
  return (
    <Stack gap="xs">
      <Part title="Try it with a lead">
        <LeadSelect
          description="Shows the request for this lead. Nothing is sent."
          clearable
          value={leadId}
          onChange={setLeadId}
        />
        {leadId === null ? null : waits}
        {leadId === null || shown === undefined ? null : (
          <Stack gap="xs" {...late}>
            <RequestPreview request={shown.request} missing={shown.missing} />
          </Stack>
        )}
      </Part>
      <Part title="Paste an answer">
        <PasteFields pasted={pasted} read={read} onChange={setPasted} />
        {read.kind === 'answer' ? waits : null}
        {reading === null || answer === undefined ? null : (
          <Stack gap="xs" {...late}>
            <AnswerReading reading={reading} status={answer.status} hasCountry={leadId !== null} />
            <UseAsExample reading={reading} onUse={onDefinition} />
          </Stack>
        )}
      </Part>
      <ErrorAlert title="Couldn’t try the definition" error={isAsked ? tried.error : null} p="xs" />
    </Stack>
  );
};
