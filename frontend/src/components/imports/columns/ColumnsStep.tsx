import { Button, SimpleGrid, Stack, Text } from '@mantine/core';
import type { Import } from '@tinygenesy/contract';
import { sizeWords } from '../../../words/import.ts';
import { count } from '../../../words/numbers.ts';
import { ErrorNote } from '../../shell/ErrorNote.tsx';
import { ColumnsTable } from './ColumnsTable.tsx';
import { FileReading } from './FileReading.tsx';
import classes from '../Import.module.css';
import { isEncodingOpen, mappingProblem } from '../mapping.ts';
import { RowRules } from './RowRules.tsx';
import { SheetSelect } from './SheetSelect.tsx';
import { Steps } from '../Steps.tsx';
import type { ImportDraft } from '../useImportDraft.ts';

type ColumnsStepProps = {
  draft: ImportDraft;
  detail: Pick<Import, 'id' | 'fileName' | 'sizeBytes'>;
  /** The uploaded file; null after the page was opened again. */
  file: File | null;
  onUploaded: (importId: number, file: File) => void;
  onContinue: () => void;
  onClose: () => void;
};

/** Second step: file format, mapping of columns, and settings for all rows. */
export const ColumnsStep = ({ draft, detail, file, onUploaded, onContinue, onClose }: ColumnsStepProps) => {
  const { reading, settings, isReading, error } = draft;
  const problem = mappingProblem(reading, settings);
  return (
    <>
      <Steps current="Columns" />
      <div className={classes['main']}>
        <Stack gap="md">
          <Text size="sm">
            <b>{detail.fileName}</b>{' '}
            <Text span size="sm" c="dimmed" className="tnum">
              {sizeWords(detail.sizeBytes)} · about {count(reading.rowCountEstimate)}{' '}
              {reading.rowCountEstimate === 1 ? 'row' : 'rows'} · {count(reading.columns.length)}{' '}
              {reading.columns.length === 1 ? 'column' : 'columns'}
            </Text>
          </Text>
          {reading.notices.map(({ code, text }) => (
            <div key={code} className={classes['notice']} role="note">
              {text}
            </div>
          ))}
          <SheetSelect importId={detail.id} reading={reading} file={file} onUploaded={onUploaded} />
          <FileReading
            reading={reading}
            isEncodingOpen={isEncodingOpen(reading, settings)}
            isReading={isReading}
            onChange={draft.readAgain}
          />
          {error === null ? null : <ErrorNote what="Couldn’t apply these settings" error={error} />}
          <ColumnsTable
            reading={reading}
            mapping={settings.mapping}
            isReading={isReading}
            onChange={(mapping) => draft.change({ mapping })}
          />
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
            <RowRules settings={settings} onChange={draft.change} />
          </SimpleGrid>
        </Stack>
      </div>
      <div className={classes['foot']}>
        <span className={classes['footWords']} role="status" aria-label="Mapping status">
          {problem ?? 'The next step previews the result of every row. Nothing is imported yet.'}
        </span>
        <Button variant="default" onClick={onClose}>
          Close and keep draft
        </Button>
        <Button onClick={onContinue} disabled={problem !== null || isReading}>
          Continue
        </Button>
      </div>
    </>
  );
};
