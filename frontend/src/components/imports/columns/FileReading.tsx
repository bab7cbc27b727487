import { Group, Select, Switch, Text } from '@mantine/core';
import { importDelimiters, importEncodings, type ImportReading } from '@tinygenesy/contract';
import { useState } from 'react';
import { confidenceWords, delimiterLabel, encodingLabel } from '../../../words/import.ts';
import type { ReadingChoice } from '../useImportDraft.ts';

const encodings = importEncodings.map((value) => ({ value, label: encodingLabel(value) }));
const delimiters = importDelimiters.map((value) => ({ value, label: delimiterLabel(value) }));

const howSure = (confidence: number): string =>
  ({ sure: 'Sure', probably: 'Probably right', 'a guess': 'A guess: do the samples look right?' })[
    confidenceWords(confidence)
  ];

const yourChoice = 'Your choice';

type FileReadingProps = {
  reading: ImportReading;
  isReading: boolean;
  onChange: (how: ReadingChoice) => void;
};

type ReadingSelectProps<Value extends string> = {
  label: string;
  description: string;
  width: number;
  data: { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
};

const ReadingSelect = <Value extends string>({ width, onChange, ...props }: ReadingSelectProps<Value>) => (
  <Select
    {...props}
    inputWrapperOrder={['label', 'input', 'description']}
    size="xs"
    w={width}
    allowDeselect={false}
    onChange={(value) => value !== null && onChange(value)}
  />
);

/** How the bytes became a table. Wrong letters or one single column are put right here. */
export const FileReading = ({ reading, isReading, onChange }: FileReadingProps) => {
  const [chosen, setChosen] = useState<ReadingChoice>({});
  const choose = (how: ReadingChoice): void => {
    setChosen({ ...chosen, ...how });
    onChange(how);
  };
  return (
    <Group gap="lg" align="start" role="group" aria-label="How the file is read">
      <ReadingSelect
        label="Letters (encoding)"
        description={chosen.encoding === reading.encoding ? yourChoice : howSure(reading.encodingConfidence)}
        width={220}
        data={encodings}
        value={reading.encoding}
        onChange={(encoding) => choose({ encoding })}
      />
      <ReadingSelect
        label="Between the columns"
        description={chosen.delimiter === reading.delimiter ? yourChoice : howSure(reading.delimiterConfidence)}
        width={180}
        data={delimiters}
        value={reading.delimiter}
        onChange={(delimiter) => choose({ delimiter })}
      />
      <Switch
        size="sm"
        mt={{ base: 0, sm: 26 }}
        label="The first row names the columns"
        description={chosen.hasHeader === reading.hasHeader ? yourChoice : howSure(reading.headerConfidence)}
        checked={reading.hasHeader}
        onChange={(event) => choose({ hasHeader: event.currentTarget.checked })}
      />
      {isReading ? (
        <Text size="xs" c="dimmed" mt={30} role="status">
          Reading again…
        </Text>
      ) : null}
    </Group>
  );
};
