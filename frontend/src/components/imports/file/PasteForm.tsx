import { Button, Group, Stack, Textarea } from '@mantine/core';

/** A text field for rows that are typed or pasted. */
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
      description="Enter column names in the first row. You can paste cells from a spreadsheet."
      placeholder={'Name;Email;Company\nAna Pérez;ana@acme.es;Acme'}
      rows={9}
      autoFocus
      // Escape must not close the dialog and discard the rows.
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
