import { Button, Group, Stack, Textarea } from '@mantine/core';

/** Rows that are typed in or copied from elsewhere. */
export const PasteForm = ({
  text,
  onText,
  onContinue,
}: {
  text: string;
  onText: (text: string) => void;
  onContinue: () => void;
}) => (
  <Stack gap="xs">
    <Textarea
      label="Rows"
      description="With the names of the columns in the first row. Cells copied from a spreadsheet are fine."
      placeholder={'Name;E-mail;Company\nAna Pérez;ana@acme.es;Acme'}
      rows={9}
      autoFocus
      // Escape must not close the dialog over what was pasted.
      data-mantine-stop-propagation="true"
      resize="vertical"
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      value={text}
      onChange={(event) => onText(event.currentTarget.value)}
    />
    <Group justify="end">
      <Button disabled={text.trim() === ''} onClick={onContinue}>
        Continue
      </Button>
    </Group>
  </Stack>
);
