import { Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { tellProblem } from '../../app/notify.ts';
import { isPageCovered } from '../shell/layers.ts';
import classes from './DropAnywhere.module.css';

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false;

const isFolder = (item: DataTransferItem | undefined): boolean => item?.webkitGetAsEntry()?.isDirectory ?? false;

/** Returns the dropped file, or explains why there is none. */
const droppedFile = ({ dataTransfer }: DragEvent): File | null => {
  const files = dataTransfer?.files ?? [];
  if (files.length === 1 && !isFolder(dataTransfer?.items[0])) return files[0] ?? null;
  tellProblem('Drop one file at a time', 'Folders and several files can’t be imported together. Nothing was uploaded.');
  return null;
};

/**
 * Accepts a file that is dropped anywhere on the page. While a dialog is open, files are only accepted where the dialog
 * says so. The browser never leaves the page to show a dropped file.
 */
export const DropAnywhere = ({ onFile }: { onFile: (file: File) => void }) => {
  const [isOver, setIsOver] = useState(false);
  const latest = useRef(onFile);
  useEffect(() => {
    latest.current = onFile;
  });

  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!hasFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      const isCovered = isPageCovered();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = isCovered ? 'none' : 'copy';
      setIsOver(!isCovered);
    };
    const leave = (event: DragEvent): void => {
      // Without a related target the pointer has left the window.
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent): void => {
      setIsOver(false);
      if (!hasFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      if (isPageCovered()) return;
      const file = droppedFile(event);
      if (file !== null) latest.current(file);
    };
    window.addEventListener('dragenter', over);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', over);
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);

  return isOver ? (
    <div className={classes['overlay']} role="status">
      <div className={classes['words']}>
        <IconFileImport size={44} stroke={1.2} aria-hidden />
        <Text fw={600} size="lg">
          Drop to import
        </Text>
        <Text size="sm" c="dimmed">
          Nothing is imported until you have reviewed the rows.
        </Text>
      </div>
    </div>
  ) : null;
};
