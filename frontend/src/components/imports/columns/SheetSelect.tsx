import { Select, Text } from '@mantine/core';
import type { ImportReading } from '@tinygenesy/contract';
import { errorWords } from '../../../api/ApiProblem.ts';
import { useDeleteImport } from '../../../api/imports/deleteImport.ts';
import { useUpload } from '../file/useUpload.ts';

type SheetSelectProps = {
  importId: number;
  reading: ImportReading;
  /** The workbook; null after the page was opened again. */
  file: File | null;
  onUploaded: (importId: number, file: File) => void;
};

/** Chooses the sheet of a workbook. Another sheet is another draft, which replaces this one. */
export const SheetSelect = ({ importId, reading, file, onUploaded }: SheetSelectProps) => {
  const remove = useDeleteImport();
  const upload = useUpload(({ id }, sent) => {
    onUploaded(id, sent);
    remove.mutate(importId);
  });
  if (reading.sheet === null || reading.sheets.length < 2) return null;
  const isReading = upload.file !== null;
  return (
    <div>
      <Select
        label="Sheet"
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        description={file === null ? 'Upload the file again to read another sheet.' : `${reading.sheets.length} sheets`}
        error={upload.error === null ? null : errorWords(upload.error)}
        size="xs"
        w={200}
        allowDeselect={false}
        disabled={file === null || isReading}
        data={reading.sheets.map(({ name, isHidden, hasData }) => ({
          value: name,
          label: `${name}${isHidden ? ' (hidden)' : ''}${hasData ? '' : ' (empty)'}`,
          disabled: !hasData,
        }))}
        value={reading.sheet}
        onChange={(sheet) => {
          if (file !== null && sheet !== null) upload.start(file, sheet);
        }}
      />
      {isReading ? (
        <Text size="xs" c="dimmed" role="status">
          Reading the sheet…
        </Text>
      ) : null}
    </div>
  );
};
