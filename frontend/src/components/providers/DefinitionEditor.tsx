import { Button, FileButton, Group, List, Stack, Text, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUpload } from '@tabler/icons-react';
import type { DefinitionChecked, Provider } from '@tinygenesy/contract';
import { useRef, useState } from 'react';
import { useAddProvider } from '../../api/providers/addProvider.ts';
import { useDefinitionCheck } from '../../api/providers/checkDefinition.ts';
import { tellError } from '../../app/notify.ts';
import { ErrorAlert } from '../shell/ErrorAlert.tsx';

/** A definition to start from: complete except for the provider's own names. */
const start = `schema: 1
id: my-provider
name: My provider
docs: https://docs.example.com
hosts: [api.example.com]
auth: { header: X-Api-Key, value: "{{key}}" }
needs: [[linkedinUrl], [email]]
ask:
  method: POST
  path: /v1/phone
  body: { linkedin: "{{linkedinUrl}}", email: "{{email}}" }
answer:
  proof: person
  phones: [{ at: person.mobile, type: mobile }]
price: { reserve: 1, cases: [{ when: found, credits: 1 }] }
examples:
  - name: found
    lead: { email: a@example.com }
    got: [{ status: 200, body: { person: { mobile: "+1 415-555-0132" } } }]
    want: { outcome: found, phone: "+14155550132", credits: 1 }
  - name: not found
    lead: { email: a@example.com }
    got: [{ status: 200, body: { person: { mobile: null } } }]
    want: { outcome: not_found, credits: 0 }
`;

/** Result of the check: problems with their places, or the examples. */
const CheckResult = ({ checked }: { checked: DefinitionChecked }) => {
  if (checked.problems.length > 0) {
    return (
      <List size="sm" aria-label="Problems of the definition">
        {checked.problems.map(({ pointer, message }) => (
          <List.Item key={`${pointer} ${message}`}>
            <b>{pointer === '' ? 'The definition' : pointer.slice(1).replaceAll('/', ' → ')}</b> {message}
          </List.Item>
        ))}
      </List>
    );
  }
  const failed = checked.examples.filter(({ ok }) => !ok);
  return (
    <>
      <Text size="sm">
        The definition is complete. {checked.examples.length - failed.length} of {checked.examples.length} examples have
        the expected outcome.
      </Text>
      {failed.map(({ name, got, want }) => (
        <Text key={name} size="sm" c="red">
          Example “{name}”: expected {want.outcome} {want.phone ?? ''}, got {got.outcome} {got.phone ?? ''}
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

/** Editor of a new provider's definition, checked while the user types. */
export const DefinitionEditor = ({ onAdded }: { onAdded: (provider: Provider) => void }) => {
  const [text, setText] = useState(start);
  const [settled] = useDebouncedValue(text, 400);
  const check = useDefinitionCheck(settled);
  const add = useAddProvider();
  const isUsable = check.data?.problems.length === 0 && settled === text;
  return (
    <Stack gap="sm" mt="sm">
      <Text size="sm" c="dimmed">
        Describe the provider’s request and its answer as YAML or JSON. docs/providers.md explains each part with an
        example.
      </Text>
      <Textarea
        aria-label="Definition"
        autosize
        minRows={12}
        maxRows={22}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div role="status" aria-label="Check of the definition">
        {check.data === undefined ? null : <CheckResult checked={check.data} />}
      </div>
      <ErrorAlert title="Couldn’t check the definition" error={check.error} />
      <ErrorAlert title="Couldn’t add the provider" error={add.error} />
      <Group justify="space-between">
        <ImportFile onText={setText} />
        <Button
          disabled={!isUsable || add.isPending}
          onClick={() => add.mutate({ definition: text }, { onSuccess: onAdded })}
        >
          {add.isPending ? 'Adding…' : 'Add provider'}
        </Button>
      </Group>
    </Stack>
  );
};
