import '@mantine/dropzone/styles.layer.css';
import { Button, Group, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconClipboardText, IconFileTypeCsv } from '@tabler/icons-react';
import { useRef } from 'react';
import classes from '../Import.module.css';

type FileDropProps = { onFile: (file: File) => void; onReject: () => void; onPaste: () => void };

/** The area where a file is dropped or chosen, with a button for pasting rows instead. */
export const FileDrop = ({ onFile, onReject, onPaste }: FileDropProps) => {
  const openFiles = useRef<() => void>(null);
  return (
    <Dropzone
      openRef={openFiles}
      multiple={false}
      activateOnClick={false}
      activateOnKeyboard={false}
      enablePointerEvents
      inputProps={{ 'aria-label': 'CSV file' }}
      className={classes['dropzone'] ?? ''}
      onDrop={([file]) => file !== undefined && onFile(file)}
      onReject={onReject}
    >
      <Stack align="center" gap="sm">
        <IconFileTypeCsv size={40} stroke={1.2} aria-hidden />
        <Text fw={600}>Drop a CSV or Excel file here</Text>
        <Text size="sm" c="dimmed" ta="center">
          From a spreadsheet (.xlsx, .ods), a CRM or LinkedIn. Any encoding, any common delimiter, up to a million rows.
        </Text>
        <Group gap="xs">
          {/* The dialog moves the focus itself when this step is loaded before it opens; autoFocus covers the rest. */}
          <Button autoFocus onClick={() => openFiles.current?.()}>
            Choose file
          </Button>
          <Button variant="default" leftSection={<IconClipboardText size={16} />} onClick={onPaste}>
            Paste rows
          </Button>
        </Group>
      </Stack>
    </Dropzone>
  );
};
