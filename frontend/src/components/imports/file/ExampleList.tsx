import { SimpleGrid, Stack, Text, UnstyledButton } from '@mantine/core';
import { type ExampleFile, exampleFiles, fetchExample } from './exampleFiles.ts';
import classes from '../Import.module.css';

type ExampleListProps = { onFile: (file: File) => void; onFail: (example: ExampleFile) => void };

/** Example files for users without a file of their own. */
export const ExampleList = ({ onFile, onFail }: ExampleListProps) => (
  <Stack gap={4} align="center" role="group" aria-label="Try an example">
    <Text size="sm" c="dimmed">
      Or try an example:
    </Text>
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing={6} w="100%">
      {exampleFiles.map((example) => (
        <UnstyledButton
          key={example.name}
          className={classes['example']}
          onClick={() => {
            fetchExample(example).then(onFile, () => onFail(example));
          }}
        >
          <b>{example.name}</b>
          <span>{example.about}</span>
        </UnstyledButton>
      ))}
    </SimpleGrid>
  </Stack>
);
