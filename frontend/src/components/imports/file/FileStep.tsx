import { Alert, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { errorWords } from '../../../api/ApiProblem.ts';
import classes from '../Import.module.css';
import { isUnderstood } from '../mapping.ts';
import { Steps } from '../Steps.tsx';
import type { ImportView } from '../useImportAddress.ts';
import { ExampleList } from './ExampleList.tsx';
import { FileDrop } from './FileDrop.tsx';
import { PasteForm } from './PasteForm.tsx';
import { UploadProgress } from './UploadProgress.tsx';
import { useUpload } from './useUpload.ts';

type FileStepProps = {
  /** A file that was dropped on the page; it is uploaded at once. */
  dropped: File | null;
  /** `view` is the step that follows: null for the columns. */
  onUploaded: (id: number, file: File, view: ImportView | null) => void;
};

/** First step: uploads a file that is dropped or chosen, or rows that are pasted. */
export const FileStep = ({ dropped, onUploaded }: FileStepProps) => {
  const upload = useUpload((created, file) => onUploaded(created.id, file, isUnderstood(created) ? 'review' : null));
  const [pasted, setPasted] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const begin = (file: File): void => {
    setRefused(null);
    upload.start(file);
  };
  const uploadDropped = useRef(() => dropped !== null && begin(dropped));
  useEffect(() => void uploadDropped.current(), []);

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
            <FileDrop
              onFile={begin}
              onReject={() => setRefused('Drop one file at a time. Nothing was uploaded.')}
              onPaste={() => setPasted((text) => text ?? '')}
            />
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
              onFail={({ name }) => setRefused(`Couldn’t load ${name}. Reload the page and try again.`)}
            />
          ) : null}
          <Text size="xs" c="dimmed" ta="center">
            Nothing is imported until you have reviewed the rows.
          </Text>
        </Stack>
      </div>
    </>
  );
};
