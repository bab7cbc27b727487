import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { importDelimiters, importEncodingNames, importEncodings, type ImportReading } from '@tinygenesy/contract';
import { useState } from 'react';
import { confidenceLevel, delimiterLabel } from '../../../words/import.ts';
import { HeaderRow } from './HeaderRow.tsx';
import type { ReadingChoice } from '../useImportDraft.ts';

const encodings = importEncodings.map((value) => ({ value, label: importEncodingNames[value] }));
const delimiters = importDelimiters.map((value) => ({ value, label: delimiterLabel(value) }));

const confidenceWords = (confidence: number): string =>
  ({ high: 'High confidence', medium: 'Medium confidence', low: 'Low confidence: check the sample values' })[
    confidenceLevel(confidence)
  ];

const yourChoice = 'Your choice';

type FileReadingProps = {
  reading: ImportReading;
  /** The encoding must be confirmed or chosen. */
  isEncodingOpen: boolean;
  isReading: boolean;
  onChange: (how: ReadingChoice) => void;
};

type ReadingSelectProps<Value extends string> = {
  searchable?: boolean;
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

type TextFormatProps = FileReadingProps & { chosen: ReadingChoice };

/** Encoding and delimiter of a text file. A workbook has none. */
const TextFormat = ({ reading, isEncodingOpen, isReading, chosen, onChange }: TextFormatProps) => (
  <Group gap="lg" align="start" role="group" aria-label="File format">
    <div>
      <ReadingSelect
        searchable
        label="Encoding"
        description={chosen.encoding === reading.encoding ? yourChoice : confidenceWords(reading.encodingConfidence)}
        width={220}
        data={encodings}
        value={reading.encoding}
        onChange={(encoding) => onChange({ encoding })}
      />
      {isEncodingOpen ? (
        <Button size="compact-xs" mt={6} disabled={isReading} onClick={() => onChange({ encoding: reading.encoding })}>
          The letters are right
        </Button>
      ) : null}
    </div>
    <ReadingSelect
      label="Delimiter"
      description={chosen.delimiter === reading.delimiter ? yourChoice : confidenceWords(reading.delimiterConfidence)}
      width={180}
      data={delimiters}
      value={reading.delimiter}
      onChange={(delimiter) => onChange({ delimiter })}
    />
    {isReading ? (
      <Text size="xs" c="dimmed" mt={30} role="status">
        Reading the file again…
      </Text>
    ) : null}
  </Group>
);

/** File format: encoding, delimiter and header row. A wrong guess shows as wrong letters or a single column. */
export const FileReading = ({ reading, isEncodingOpen, isReading, onChange }: FileReadingProps) => {
  const [chosen, setChosen] = useState<ReadingChoice>({});
  const choose = (how: ReadingChoice): void => {
    setChosen({ ...chosen, ...how });
    onChange(how);
  };
  const isHeaderChosen = chosen.hasHeader === reading.hasHeader || chosen.startLine === reading.startLine;
  return (
    <Stack gap="sm">
      {reading.sheet === null ? (
        <TextFormat
          reading={reading}
          isEncodingOpen={isEncodingOpen}
          isReading={isReading}
          chosen={chosen}
          onChange={choose}
        />
      ) : null}
      <HeaderRow reading={reading} isChosen={isHeaderChosen} isReading={isReading} onChange={choose} />
    </Stack>
  );
};
