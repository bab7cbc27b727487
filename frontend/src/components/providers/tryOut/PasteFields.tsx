import { Stack, Textarea, TextInput } from '@mantine/core';
import type { Pasted, PastedAnswer } from './readPasted.ts';

const monospace = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } };

type PasteFieldsProps = { pasted: Pasted; read: PastedAnswer; onChange: (pasted: Pasted) => void };

/** Fields for an answer of the provider, such as one from its documentation. */
export const PasteFields = ({ pasted, read, onChange }: PasteFieldsProps) => {
  const errorOf = (field: 'status' | 'headers') =>
    read.kind === 'problem' && read.field === field ? read.text : undefined;
  return (
    <Stack gap="xs">
      <TextInput
        size="xs"
        label="Status"
        placeholder="200"
        inputMode="numeric"
        maw={160}
        value={pasted.status}
        error={errorOf('status')}
        onChange={(event) => onChange({ ...pasted, status: event.currentTarget.value })}
      />
      <Textarea
        size="xs"
        label="Body"
        description="JSON, or anything else that the provider sends."
        rows={6}
        resize="vertical"
        spellCheck={false}
        styles={monospace}
        value={pasted.body}
        onChange={(event) => onChange({ ...pasted, body: event.currentTarget.value })}
      />
      <Textarea
        size="xs"
        label="Headers (optional)"
        description="One per line, such as X-Credits: 2."
        rows={2}
        resize="vertical"
        spellCheck={false}
        styles={monospace}
        value={pasted.headers}
        error={errorOf('headers')}
        onChange={(event) => onChange({ ...pasted, headers: event.currentTarget.value })}
      />
    </Stack>
  );
};
