import { Anchor, Button, FileButton, Group, List, Stack, Text, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUpload } from '@tabler/icons-react';
import type { DefinitionChecked } from '@tinygenesy/contract';
import { type ReactNode, useRef, useState } from 'react';
import { useDefinitionCheck } from '../../api/providers/checkDefinition.ts';
import { tellError } from '../../app/notify.ts';
import { ConfirmDialog } from '../shell/Dialog.tsx';
import { ErrorAlert } from '../shell/ErrorAlert.tsx';
import { TryDefinition } from './tryOut/TryDefinition.tsx';

/** Result of the check: problems with their places, or the examples. */
const CheckResult = ({ checked }: { checked: DefinitionChecked }) => {
  if (checked.problems.length > 0) {
    return (
      <List size="sm" aria-label="Problems of the definition">
        {checked.problems.map(({ place, message }) => (
          <List.Item key={`${place} ${message}`}>
            <b>{place}:</b> {message}
          </List.Item>
        ))}
      </List>
    );
  }
  const failed = checked.examples.filter(({ ok }) => !ok);
  return (
    <>
      <Text size="sm">
        The definition is complete.{' '}
        {checked.examples.length === 0
          ? 'It has no examples yet.'
          : `${checked.examples.length - failed.length} of ${checked.examples.length} examples have the expected outcome.`}
      </Text>
      {failed.map(({ name, difference }) => (
        <Text key={name} size="sm" c="red">
          Example “{name}”: {difference}
        </Text>
      ))}
      {checked.hints.map((hint) => (
        <Text key={hint} size="sm" c="dimmed">
          {hint}
        </Text>
      ))}
    </>
  );
};

/** Button that reads a definition from a file, such as an exported one. */
const ImportFile = ({ onText }: { onText: (text: string) => void }) => {
  const reset = useRef<() => void>(null);
  const read = (file: File | null): void => {
    // The same file can be chosen again after a correction.
    reset.current?.();
    file?.text().then(onText, (error: unknown) => tellError(`Couldn’t read ${file.name}`, error));
  };
  return (
    <FileButton
      resetRef={reset}
      accept=".yaml,.yml,.json,application/yaml,application/json"
      inputProps={{ 'aria-label': 'Definition file' }}
      onChange={read}
    >
      {(props) => (
        <Button {...props} variant="default" leftSection={<IconUpload size={14} />}>
          Import a file
        </Button>
      )}
    </FileButton>
  );
};

type DefinitionEditorProps = {
  initial: string;
  /** The button that saves, and its words for a definition whose own examples fail. */
  words: { save: string; saving: string; anyway: string; failed: string };
  /** What saving means, above the buttons. */
  note?: ReactNode;
  isSaving: boolean;
  error: Error | null;
  onSave: (definition: string, acceptFailedExamples: boolean) => void;
};

/** Editor of a provider's definition, checked while the user types. */
export const DefinitionEditor = ({ initial, words, note, isSaving, error, onSave }: DefinitionEditorProps) => {
  const [text, setText] = useState(initial);
  const [settled] = useDebouncedValue(text, 400);
  const [asks, setAsks] = useState(false);
  const check = useDefinitionCheck(settled);
  const isUsable = check.data?.problems.length === 0 && settled === text && !check.isPlaceholderData;
  const failed = check.data?.examples.filter(({ ok }) => !ok).map(({ name }) => `“${name}”`) ?? [];
  return (
    <Stack gap="sm" mt="sm">
      <Text size="sm" c="dimmed">
        Describe the provider’s request and its answer as YAML or JSON.{' '}
        <Anchor href="/app/docs/providers.md" target="_blank" rel="noreferrer" size="sm">
          docs/providers.md
        </Anchor>{' '}
        explains each part with an example.
      </Text>
      <Textarea
        aria-label="Definition"
        rows={20}
        resize="vertical"
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div role="status" aria-label="Check of the definition">
        {check.data === undefined ? null : <CheckResult checked={check.data} />}
      </div>
      <TryDefinition definition={settled} isUsable={check.data?.problems.length === 0} onDefinition={setText} />
      {note}
      <ErrorAlert title="Couldn’t check the definition" error={check.error} />
      <ErrorAlert title={words.failed} error={error} />
      <Group justify="space-between">
        <ImportFile onText={setText} />
        <Button
          disabled={!isUsable || isSaving}
          onClick={() => (failed.length > 0 ? setAsks(true) : onSave(text, false))}
        >
          {isSaving ? words.saving : words.save}
        </Button>
      </Group>
      {asks ? (
        <ConfirmDialog
          title="Examples of this definition fail"
          confirm={words.anyway}
          cancel="Back to the definition"
          onConfirm={() => onSave(text, true)}
          onClose={() => setAsks(false)}
        >
          {`The definition reads something else than it says itself: ${failed.join(', ')}. Phone numbers, misses or costs may be read wrong. Correct the definition or its examples first.`}
        </ConfirmDialog>
      ) : null}
    </Stack>
  );
};
