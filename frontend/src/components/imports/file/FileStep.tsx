import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconClipboardText, IconFileTypeCsv } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { errorWords } from '../../../api/ApiProblem.ts';
import { ExampleList } from './ExampleList.tsx';
import classes from '../Import.module.css';
import { PasteForm } from './PasteForm.tsx';
import { Steps } from '../Steps.tsx';
import { UploadProgress } from './UploadProgress.tsx';
import { useUpload } from './useUpload.ts';

/** The first step: a file is dropped, chosen or pasted, and goes up to the server. */
export const FileStep = ({ onUploaded }: { onUploaded: (id: number) => void }) => {
  const upload = useUpload(onUploaded);
  const openFiles = useRef<() => void>(null);
  const [pasted, setPasted] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const begin = (file: File): void => {
    setRefused(null);
    upload.start(file);
  };

  return (
    <>
      <Steps current="File" />
      <div
        className={classes['main']}
        onPaste={(event) => {
          if (event.target instanceof HTMLTextAreaElement || upload.file !== null) return;
          const [file] = event.clipboardData.files;
          const text = event.clipboardData.getData('text/plain');
          if (file !== undefined) begin(file);
          else if (text.trim() !== '') setPasted(text);
        }}
      >
        <Stack gap="md" maw={720} mx="auto">
          {refused === null && upload.error === null ? null : (
            <Alert
              role="alert"
              color="red"
              variant="light"
              title={refused ?? `“${upload.failedFile}” can’t be imported`}
            >
              {refused === null ? errorWords(upload.error) : null}
            </Alert>
          )}
          {upload.file === null ? (
            <Dropzone
              openRef={openFiles}
              multiple={false}
              activateOnClick={false}
              activateOnKeyboard={false}
              enablePointerEvents
              inputProps={{ 'aria-label': 'CSV file' }}
              className={classes['dropzone'] ?? ''}
              onDrop={([file]) => file !== undefined && begin(file)}
              onReject={() => setRefused('That was more than one file. Drop one at a time.')}
            >
              <Stack align="center" gap="sm">
                <IconFileTypeCsv size={40} stroke={1.2} aria-hidden />
                <Text fw={600}>Drop a CSV file here</Text>
                <Text size="sm" c="dimmed" ta="center">
                  From Excel, a CRM, LinkedIn or anywhere: any encoding, commas, semicolons or tabs, up to a million
                  rows.
                </Text>
                <Group gap="xs">
                  {/* Which of the two it is depends on what comes first: the dialog, or the code of this step. */}
                  <Button autoFocus onClick={() => openFiles.current?.()}>
                    Choose a file
                  </Button>
                  <Button
                    variant="default"
                    leftSection={<IconClipboardText size={16} />}
                    onClick={() => setPasted((text) => (text === null ? '' : text))}
                  >
                    Paste
                  </Button>
                </Group>
              </Stack>
            </Dropzone>
          ) : (
            <UploadProgress name={upload.file.name} share={upload.share} onCancel={upload.cancel} />
          )}
          {upload.file === null && pasted !== null ? (
            <PasteForm
              text={pasted}
              onText={setPasted}
              onContinue={() => begin(new File([pasted], 'Pasted leads.csv', { type: 'text/csv' }))}
            />
          ) : null}
          {upload.file === null && pasted === null ? (
            <ExampleList
              onFile={begin}
              onFail={({ name }) => setRefused(`${name} could not be loaded. Reload the page and try again.`)}
            />
          ) : null}
          <Text size="xs" c="dimmed" ta="center">
            Nothing is written to your leads before you have seen what would happen.
          </Text>
        </Stack>
      </div>
    </>
  );
};
