import { Button, Text } from '@mantine/core';
import type { ImportDetail } from '@tinygenesy/contract';
import { useState } from 'react';
import type { ImportRowsView } from '../../../api/imports/getImportRows.ts';
import classes from '../Import.module.css';
import { ImportProgress } from './ImportProgress.tsx';
import { ImportResult } from './ImportResult.tsx';
import { ImportRows } from '../rows/ImportRows.tsx';
import { rowColumns, startSettings } from '../mapping.ts';
import { Steps } from '../Steps.tsx';
import { useImportAddress } from '../useImportAddress.ts';
import { type NextStep, NextSteps } from './NextSteps.tsx';

type DoneStepProps = { detail: ImportDetail; onClose: () => void; onNext: (next: NextStep) => void };

const Rows = ({ detail }: { detail: ImportDetail }) => {
  const [view, setView] = useState<ImportRowsView>({ problem: 'any' });
  const { reading } = detail;
  if (reading === null) return null;
  return (
    <ImportRows
      id={detail.id}
      columns={rowColumns(reading, startSettings(reading, detail.settings).mapping)}
      view={view}
      onView={setView}
      basis={detail.state}
    />
  );
};

/** Last step: progress of the import, then the result of every row. */
export const DoneStep = ({ detail, onClose, onNext }: DoneStepProps) => {
  const { view } = useImportAddress();
  const isRunning = detail.state === 'importing' || detail.state === 'undoing';
  return (
    <>
      {view === 'results' ? null : <Steps current="Done" fileName={detail.fileName} />}
      <div style={{ flex: 'none', padding: 'var(--mantine-spacing-md)' }}>
        {isRunning ? <ImportProgress one={detail} /> : <ImportResult one={detail} />}
      </div>
      {isRunning ? <div style={{ flex: 1 }} /> : <Rows detail={detail} />}
      <div className={classes['foot']}>
        <Text span className={classes['footWords'] ?? ''}>
          {isRunning ? 'You can close this dialog. The work continues on the server.' : ''}
        </Text>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        {isRunning ? null : <NextSteps one={detail} onNext={onNext} />}
      </div>
    </>
  );
};
