import { Button } from '@mantine/core';
import type { useImportPreview } from '../../../api/imports/previewImport.ts';
import { ErrorNote } from '../../shell/ErrorNote.tsx';
import { Working } from '../../shell/Working.tsx';
import classes from '../Import.module.css';
import { FixList } from './FixList.tsx';
import type { Corrections } from './useCorrections.ts';

type UncountedReviewProps = {
  preview: Pick<ReturnType<typeof useImportPreview>, 'error' | 'failureReason' | 'refetch'>;
  corrections: Corrections;
  onBack: () => void;
};

/** The review before its first counts, or after counting failed. A correction may be the cause, so all are listed. */
export const UncountedReview = ({ preview, corrections, onBack }: UncountedReviewProps) => {
  const error = preview.error ?? preview.failureReason;
  return (
    <>
      <div className={classes['main']}>
        {error === null ? (
          <Working>Previewing the import…</Working>
        ) : (
          <>
            <ErrorNote what="Couldn’t preview the import" error={error} onRetry={() => void preview.refetch()} />
            <FixList corrections={corrections} />
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
};
