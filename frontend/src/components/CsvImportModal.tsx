import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import type { ImportDetail } from '@tinygenesy/contract';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { importKey } from '../api/imports/getImport.ts';
import type { NextStep } from './imports/done/NextSteps.tsx';
import { DropAnywhere } from './imports/DropAnywhere.tsx';
import classes from './imports/Import.module.css';
import { type ImportView, useImportAddress } from './imports/useImportAddress.ts';
import { FindPhonesDialog, VerifyEmailsDialog } from './leads/dialogsLater.ts';
import { importAddress } from './leads/state/listState.ts';
import { Dialog } from './shell/Dialog.tsx';
import { loadLater } from './shell/loadLater.tsx';
import { tellWithAction } from './shell/tellWithAction.tsx';

// Loaded with the first import, so that the page starts faster.
const FileStep = loadLater(async () => (await import('./imports/file/FileStep.tsx')).FileStep);
const OpenImport = loadLater(async () => (await import('./imports/OpenImport.tsx')).OpenImport);

const NextDialog = ({ next, onClose }: { next: NextStep; onClose: () => void }) =>
  next.dialog === 'findPhones' ? (
    <FindPhonesDialog set={next.set} selected={next.leads} onClose={onClose} />
  ) : (
    <VerifyEmailsDialog set={next.set} selected={next.leads} onClose={onClose} />
  );

/**
 * Imports a CSV file in four steps: file → columns → review → done. A file without open
 * questions goes from its upload to the review. The address holds the open import and the server
 * its settings, so a reload returns to the same step.
 */
export const CsvImportModal = () => {
  const { open, view, show } = useImportAddress();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [dropped, setDropped] = useState<File | null>(null);
  const [source, setSource] = useState<{ id: number; file: File } | null>(null);
  const [next, setNext] = useState<NextStep | null>(null);
  const isNarrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const close = (): void => {
    show(null);
    const detail = typeof open === 'number' ? client.getQueryData<ImportDetail>(importKey(open)) : undefined;
    setDropped(null);
    if (detail?.state !== 'draft') return;
    tellWithAction({
      id: 'draft-kept',
      message: 'The draft is kept under Imports for a week. Nothing was imported.',
      action: 'Continue import',
      onAction: (hide) => {
        hide();
        show(detail.id, view ?? undefined);
      },
    });
  };
  const uploaded = (id: number, file: File, step: ImportView | null = null): void => {
    setDropped(null);
    setSource({ id, file });
    show(id, step ?? undefined);
  };
  const goOn = (step: NextStep): void => {
    void navigate(importAddress(step.importId));
    setNext(step);
  };
  return (
    <>
      <DropAnywhere
        onFile={(file) => {
          setDropped(file);
          show('new');
        }}
      />
      <Dialog
        opened={open !== null}
        onClose={close}
        title={view === 'results' ? 'Import results' : 'Import leads'}
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
        {open === 'new' ? <FileStep dropped={dropped} onUploaded={uploaded} /> : null}
        {typeof open === 'number' ? (
          <OpenImport
            key={open}
            id={open}
            file={source?.id === open ? source.file : null}
            onUploaded={uploaded}
            onClose={close}
            onNext={goOn}
          />
        ) : null}
      </Dialog>
      {next === null ? null : <NextDialog next={next} onClose={() => setNext(null)} />}
    </>
  );
};
