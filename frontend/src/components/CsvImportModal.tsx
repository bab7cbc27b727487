import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import type { ImportDetail } from '@tinygenesy/contract';
import { lazy, Suspense } from 'react';
import { importKey } from '../api/imports/getImport.ts';
import { tell } from '../app/notify.ts';
import classes from './imports/Import.module.css';
import { useImportAddress } from './imports/useImportAddress.ts';
import { Dialog } from './shell/Dialog.tsx';
import { Working } from './shell/Working.tsx';

// Loaded with the first import, so that the page starts faster.
const FileStep = lazy(async () => ({ default: (await import('./imports/file/FileStep.tsx')).FileStep }));
const OpenImport = lazy(async () => ({ default: (await import('./imports/OpenImport.tsx')).OpenImport }));

/**
 * Imports a CSV file in four steps: file → columns → review → done. The address holds the open import and the server
 * its settings, so a reload returns to the same step.
 */
export const CsvImportModal = () => {
  const { open, show } = useImportAddress();
  const client = useQueryClient();
  const isNarrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const close = (): void => {
    show(null);
    const detail = typeof open === 'number' ? client.getQueryData<ImportDetail>(importKey(open)) : undefined;
    if (detail?.state === 'draft') tell('The draft is kept under Imports for a week. Nothing was imported.');
  };
  return (
    <Dialog
      opened={open !== null}
      onClose={close}
      title="Import leads"
      closeOnClickOutside={false}
      closeLabel="Close the import"
      fullScreen={isNarrow}
      size="min(1320px, 96vw)"
      yOffset="3dvh"
      classNames={{
        content: classes['content'] ?? '',
        header: classes['header'] ?? '',
        title: classes['title'] ?? '',
        body: classes['body'] ?? '',
      }}
    >
      <Suspense fallback={<Working>Loading the import…</Working>}>
        {open === 'new' ? <FileStep onUploaded={(id) => show(id)} /> : null}
        {typeof open === 'number' ? <OpenImport key={open} id={open} onClose={close} /> : null}
      </Suspense>
    </Dialog>
  );
};
