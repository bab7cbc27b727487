import { Button } from '@mantine/core';
import type { ImportFix, ImportProblem, ImportRow } from '@tinygenesy/contract';
import { useCallback, useRef, useState } from 'react';
import { errorWords } from '../../../api/ApiProblem.ts';
import { useCommitImport } from '../../../api/imports/commitImport.ts';
import type { ImportRowsView } from '../../../api/imports/getImportRows.ts';
import { useImportPreview } from '../../../api/imports/previewImport.ts';
import { tellError } from '../../../app/notify.ts';
import { count, percent } from '../../../words/numbers.ts';
import { ErrorNote } from '../../shell/ErrorNote.tsx';
import { Working } from '../../shell/Working.tsx';
import { FixList } from './FixList.tsx';
import { addFix, mendedWords, removeFix } from '../fixes.ts';
import classes from '../Import.module.css';
import { ImportRows } from '../rows/ImportRows.tsx';
import { rowColumns } from '../mapping.ts';
import { ProblemList } from './ProblemList.tsx';
import { ReviewCounts } from './ReviewCounts.tsx';
import { Steps } from '../Steps.tsx';
import type { ImportDraft } from '../useImportDraft.ts';

type ReviewStepProps = { draft: ImportDraft; fileName: string; onBack: () => void; onClose: () => void };

const importWords = (leads: number): string =>
  leads === 0 ? 'Nothing to import' : leads === 1 ? 'Import 1 lead' : `Import ${count(leads)} leads`;

/** The third step: what would happen to every row, and how to mend it before anything is written. */
export const ReviewStep = ({ draft, fileName, onBack, onClose }: ReviewStepProps) => {
  const { id, settings, change } = draft;
  const preview = useImportPreview(id, settings);
  const commit = useCommitImport();
  const [view, setView] = useState<ImportRowsView>({});
  // A problem that was mended is gone from the counts; its correction should still be called by its words.
  const texts = useRef(new Map<string, string>());
  for (const { code, text } of preview.data?.problems ?? []) texts.current.set(code, text);
  const { fixes } = settings;
  const [lines, setLines] = useState<ReadonlyMap<number, number>>(new Map());
  const noteLines = useCallback(
    (rows: readonly ImportRow[]) =>
      setLines((known) => {
        const fixed = new Set(fixes.map(({ row }) => row));
        const news = rows.filter(({ row }) => fixed.has(row) && !known.has(row));
        return news.length === 0 ? known : new Map([...known, ...news.map(({ row, line }) => [row, line] as const)]);
      }),
    [fixes],
  );

  const fix = (next: ImportFix): void => change({ fixes: addFix(fixes, next) });
  const showProblem = ({ code, field }: ImportProblem): void => {
    const isShown = view.problem === code && view.field === (field ?? undefined);
    setView(isShown ? {} : { problem: code, ...(field === null ? {} : { field }) });
  };

  const corrections = (
    <FixList
      fixes={fixes}
      problemText={(code) => texts.current.get(code) ?? mendedWords(code)}
      lineOf={(row) => lines.get(row)}
      onRemove={(gone) => change({ fixes: removeFix(fixes, gone) })}
    />
  );

  if (preview.data === undefined) {
    return (
      <>
        <Steps current="Review" fileName={fileName} />
        <div className={classes['main']}>
          {preview.error === null && preview.failureReason === null ? (
            <Working>Counting what would happen…</Working>
          ) : (
            <>
              <ErrorNote
                what="The rows could not be counted"
                error={preview.error ?? preview.failureReason}
                onRetry={() => void preview.refetch()}
              />
              {corrections}
            </>
          )}
        </div>
        <div className={classes['foot']}>
          <span className={classes['footWords']} />
          <Button variant="default" onClick={onBack}>
            Back
          </Button>
        </div>
      </>
    );
  }

  const { data, isPlaceholderData } = preview;
  const isCounting = isPlaceholderData || !data.complete;
  const share = Math.min(0.99, data.rowsRead / Math.max(1, data.reading.rowCountEstimate));
  const leads = data.create + data.update;
  return (
    <>
      <Steps current="Review" fileName={fileName} />
      <ReviewCounts
        preview={data}
        counting={isCounting ? (isPlaceholderData ? 'counting again…' : `counting… ${percent(share)}`) : null}
        state={view.state}
        onState={(state) => setView(state === undefined ? {} : { state })}
      />
      <div className={classes['panels']}>
        <section className={classes['side']} aria-label="Problems">
          {corrections}
          <ProblemList
            problems={data.problems}
            complete={!isCounting}
            chosen={view}
            onShow={showProblem}
            onFix={(next) => {
              // Once mended, none of them is there to be shown.
              if (view.problem === next.code) setView({});
              fix(next);
            }}
          />
        </section>
        <ImportRows
          id={id}
          columns={rowColumns(draft.reading, settings.mapping)}
          view={view}
          onView={setView}
          basis={isPlaceholderData ? null : JSON.stringify([settings, data.complete])}
          editing={{ fixes, onFix: fix }}
          onRows={noteLines}
        />
      </div>
      <div className={classes['foot']}>
        <span className={classes['footWords']}>
          {commit.error === null
            ? 'Nothing is written before you press the button. It can be undone afterwards.'
            : errorWords(commit.error)}
        </span>
        <Button variant="default" onClick={onClose} visibleFrom="sm">
          Close, keep the draft
        </Button>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button
          disabled={isCounting || leads === 0 || commit.isPending}
          onClick={() =>
            commit.mutate({ id, settings }, { onError: (error) => tellError('The import was not started', error) })
          }
        >
          {commit.isPending ? 'Starting…' : isCounting ? 'Counting…' : importWords(leads)}
        </Button>
      </div>
    </>
  );
};
