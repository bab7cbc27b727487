import { useImport } from '../../api/imports/getImport.ts';
import { Loaded } from '../shell/Loaded.tsx';
import { ColumnsStep } from './columns/ColumnsStep.tsx';
import { DoneStep } from './done/DoneStep.tsx';
import type { NextStep } from './done/NextSteps.tsx';
import { ReviewStep } from './review/ReviewStep.tsx';
import { useImportAddress } from './useImportAddress.ts';
import { type DraftImport, useImportDraft } from './useImportDraft.ts';

type DraftProps = Pick<OpenImportProps, 'file' | 'onUploaded' | 'onClose'> & { detail: DraftImport };

const Draft = ({ detail, file, onUploaded, onClose }: DraftProps) => {
  const { view, show } = useImportAddress();
  const draft = useImportDraft(detail);
  return view === 'review' ? (
    <ReviewStep draft={draft} fileName={detail.fileName} onBack={() => show(detail.id)} onClose={onClose} />
  ) : (
    <ColumnsStep
      draft={draft}
      detail={detail}
      file={file}
      onUploaded={onUploaded}
      onContinue={() => show(detail.id, 'review')}
      onClose={onClose}
    />
  );
};

type OpenImportProps = {
  id: number;
  /** The uploaded file; null after the page was opened again. */
  file: File | null;
  /** Opens the draft of another sheet of the file. */
  onUploaded: (id: number, file: File) => void;
  onClose: () => void;
  onNext: (next: NextStep) => void;
};

/** Opens an import at its current step: columns or review of a draft, else its progress or result. */
export const OpenImport = ({ id, file, onUploaded, onClose, onNext }: OpenImportProps) => (
  <Loaded query={useImport(id)} loading="Loading the import…" failed="Couldn’t load the import" showsRetries>
    {(detail) =>
      detail.state === 'draft' && detail.reading !== null ? (
        <Draft detail={{ ...detail, reading: detail.reading }} file={file} onUploaded={onUploaded} onClose={onClose} />
      ) : (
        <DoneStep detail={detail} onClose={onClose} onNext={onNext} />
      )
    }
  </Loaded>
);
