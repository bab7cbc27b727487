import type { ImportPreview, ImportProblem } from '@tinygenesy/contract';
import type { ImportRowsView } from '../../../api/imports/getImportRows.ts';
import { percent } from '../../../words/numbers.ts';
import classes from '../Import.module.css';
import { rowColumns } from '../mapping.ts';
import { ImportRows } from '../rows/ImportRows.tsx';
import type { ImportDraft } from '../useImportDraft.ts';
import { ExistingLeads } from './ExistingLeads.tsx';
import { FixList } from './FixList.tsx';
import { useColumnValues, withValues } from './useColumnValues.ts';
import { ProblemList } from './ProblemList.tsx';
import { ReviewCounts } from './ReviewCounts.tsx';
import { ReviewFoot } from './ReviewFoot.tsx';
import type { Corrections } from './useCorrections.ts';

type CountedReviewProps = {
  draft: ImportDraft;
  preview: ImportPreview;
  /** The preview belongs to earlier settings; the server is counting with the current ones. */
  isOutdated: boolean;
  corrections: Corrections;
  view: ImportRowsView;
  onView: (view: ImportRowsView) => void;
  onBack: () => void;
  onClose: () => void;
};

const countingWords = ({ rowsRead, reading }: ImportPreview): string =>
  `counting… ${percent(Math.min(0.99, rowsRead / Math.max(1, reading.rowCountEstimate)))}`;

/** The review with its counts, issues, corrections and rows. */
export const CountedReview = ({
  draft,
  preview,
  isOutdated,
  corrections,
  view,
  onView,
  onBack,
  onClose,
}: CountedReviewProps) => {
  const { id, reading, settings } = draft;
  const problems = withValues(preview.problems, useColumnValues(draft), corrections.problemText);
  const listedFixes = corrections.fixes.filter(({ matches }) => matches === undefined);
  // Without issues the rows take the whole width.
  const hasSide = problems.length > 0 || listedFixes.length > 0;
  const isCounting = isOutdated || !preview.complete;
  const toggleProblem = ({ code, field }: ImportProblem): void => {
    const isShown = view.problem === code && view.field === (field ?? undefined);
    onView(isShown ? {} : { problem: code, ...(field === null ? {} : { field }) });
  };
  return (
    <>
      <ReviewCounts
        preview={preview}
        counting={isOutdated ? 'counting again…' : isCounting ? countingWords(preview) : null}
        state={view.state}
        onState={(state) => onView(state === undefined ? {} : { state })}
      >
        <ExistingLeads settings={settings} onChange={draft.change} />
      </ReviewCounts>
      <div className={classes['panels']} data-single={!hasSide || undefined}>
        {hasSide ? (
          <section className={classes['side']} aria-label="Issues">
            <FixList corrections={{ ...corrections, fixes: listedFixes }} />
            <ProblemList
              problems={problems}
              corrections={corrections}
              chosen={view}
              onShow={toggleProblem}
              onFix={(fix) => {
                // The corrected rows no longer have this problem, so the filter would show none.
                if (view.problem === fix.code) onView({});
                corrections.add(fix);
              }}
            />
          </section>
        ) : null}
        <ImportRows
          id={id}
          columns={rowColumns(reading, settings.mapping)}
          view={view}
          onView={onView}
          basis={isOutdated ? null : JSON.stringify([settings, preview.complete])}
          editing={{ fixes: corrections.fixes, onFix: corrections.add }}
          onRows={corrections.noteLines}
        />
      </div>
      <ReviewFoot draft={draft} preview={preview} isCounting={isCounting} onBack={onBack} onClose={onClose} />
    </>
  );
};
