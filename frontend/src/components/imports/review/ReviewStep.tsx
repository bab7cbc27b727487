import { useState } from 'react';
import type { ImportRowsView } from '../../../api/imports/getImportRows.ts';
import { useImportPreview } from '../../../api/imports/previewImport.ts';
import { Steps } from '../Steps.tsx';
import type { ImportDraft } from '../useImportDraft.ts';
import { CountedReview } from './CountedReview.tsx';
import { UncountedReview } from './UncountedReview.tsx';
import { useCorrections } from './useCorrections.ts';

type ReviewStepProps = { draft: ImportDraft; fileName: string; onBack: () => void; onClose: () => void };

/** Third step: previews the result of every row. Issues can be corrected before anything is imported. */
export const ReviewStep = ({ draft, fileName, onBack, onClose }: ReviewStepProps) => {
  const preview = useImportPreview(draft.id, draft.settings);
  const corrections = useCorrections(draft, preview.data?.problems ?? []);
  const [view, setView] = useState<ImportRowsView>({});
  return (
    <>
      <Steps current="Review" fileName={fileName} />
      {preview.data === undefined ? (
        <UncountedReview preview={preview} corrections={corrections} onBack={onBack} />
      ) : (
        <CountedReview
          draft={draft}
          preview={preview.data}
          isOutdated={preview.isPlaceholderData}
          corrections={corrections}
          view={view}
          onView={setView}
          onBack={onBack}
          onClose={onClose}
        />
      )}
    </>
  );
};
