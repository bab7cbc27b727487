import { Button, FileButton, Group, Select, Stack, Textarea } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { NewList } from '../../api/suppressions/changeSuppressions.ts';
import { countries } from '../../words/country.ts';

type AddToListProps = {
  isAdding: boolean;
  /** Adds a list. `onAdded` runs after it was saved. */
  onAdd: (list: NewList, onAdded?: () => void) => void;
  countryCode: string | null;
  onCountry: (countryCode: string | null) => void;
};

const pastedName = 'Pasted list';

/** Form for pasted values and for a file. */
export const AddToList = ({ isAdding, onAdd, countryCode, onCountry }: AddToListProps) => {
  const [text, setText] = useState('');
  const resetFile = useRef<() => void>(null);
  const addText = (): void =>
    onAdd({ file: new File([text], pastedName, { type: 'text/plain' }), countryCode }, () => setText(''));
  return (
    <Stack gap="xs" component="section" aria-label="Add to the list">
      <Textarea
        label="Emails, domains, phone numbers or LinkedIn profiles"
        description="One per line. A domain also covers its subdomains and all its email addresses."
        placeholder={'ana@acme.com\nglobex.com\n+34 612 345 678\nlinkedin.com/in/ana-ruiz'}
        rows={6}
        resize="vertical"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group align="end" gap="xs">
        <Button onClick={addText} disabled={isAdding || text.trim() === ''}>
          {isAdding ? 'Adding…' : 'Add to list'}
        </Button>
        <FileButton
          resetRef={resetFile}
          accept=".csv,.txt,text/csv,text/plain"
          inputProps={{ 'aria-label': 'List file' }}
          onChange={(file) => {
            if (file !== null) onAdd({ file, countryCode });
            // The same file can be chosen again after a correction.
            resetFile.current?.();
          }}
        >
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconUpload size={14} />} disabled={isAdding}>
              Upload CSV or text file
            </Button>
          )}
        </FileButton>
        <Select
          label="Country of phone numbers without a country code"
          placeholder="None"
          data={countries()}
          value={countryCode}
          onChange={onCountry}
          searchable
          clearable
          size="xs"
          w={300}
        />
      </Group>
    </Stack>
  );
};
