import { Modal } from '@mantine/core';
import { tell } from '../app/notify.ts';
import { FileStep } from './imports/FileStep.tsx';
import classes from './imports/Import.module.css';
import { OpenImport } from './imports/OpenImport.tsx';
import { useImportAddress } from './imports/useImportAddress.ts';

/**
 * Brings a CSV file in, one step after the other: file → columns → review → done. Which import is open stands in the
 * address, all that was chosen on the server: a reload goes on where it was.
 */
export const CsvImportModal = () => {
  const { open, show } = useImportAddress();
  return (
    <Modal
      opened={open !== null}
      onClose={() => show(null)}
      title="Import leads"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close the import' }}
      size="min(1320px, 96vw)"
      yOffset="3dvh"
      classNames={{
        content: classes['content'] ?? '',
        header: classes['header'] ?? '',
        body: classes['body'] ?? '',
      }}
    >
      {open === 'new' ? <FileStep onUploaded={(id) => show(id)} /> : null}
      {typeof open === 'number' ? (
        <OpenImport
          key={open}
          id={open}
          onClose={(isDraft) => {
            show(null);
            if (isDraft) tell('The draft is kept under Imports. Nothing was imported yet.');
          }}
        />
      ) : null}
    </Modal>
  );
};
