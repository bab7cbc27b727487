import { useImport } from '../../api/imports/getImport.ts';
import { Loaded } from '../shell/Loaded.tsx';
import { ColumnsStep } from './columns/ColumnsStep.tsx';
import { DoneStep } from './done/DoneStep.tsx';
import type { NextStep } from './done/NextSteps.tsx';
import { ReviewStep } from './review/ReviewStep.tsx';
import { useImportAddress } from './useImportAddress.ts';
import { type DraftImport, useImportDraft } from './useImportDraft.ts';

const Draft = ({ detail, onClose }: { detail: DraftImport; onClose: () => void }) => {
  const { view, show } = useImportAddress();
  const draft = useImportDraft(detail);
  return view === 'review' ? (
    <ReviewStep draft={draft} fileName={detail.fileName} onBack={() => show(detail.id)} onClose={onClose} />
  ) : (
    <ColumnsStep draft={draft} file={detail} onContinue={() => show(detail.id, 'review')} onClose={onClose} />
  );
};

type OpenImportProps = {
  id: number;
  onClose: () => void;
  onNext: (next: NextStep) => void;
};

/** Opens an import at its current step: columns or review of a draft, else its progress or result. */
export const OpenImport = ({ id, onClose, onNext }: OpenImportProps) => (
  <Loaded query={useImport(id)} loading="Loading the import…" failed="Couldn’t load the import" showsRetries>
    {(detail) =>
      detail.state === 'draft' && detail.reading !== null ? (
        <Draft detail={{ ...detail, reading: detail.reading }} onClose={onClose} />
      ) : (
        <DoneStep detail={detail} onClose={onClose} onNext={onNext} />
      )
    }
  </Loaded>
);
