import { useImport } from '../../api/imports/getImport.ts';
import { ErrorNote } from '../shell/ErrorNote.tsx';
import { Working } from '../shell/Working.tsx';
import { ColumnsStep } from './columns/ColumnsStep.tsx';
import { DoneStep } from './done/DoneStep.tsx';
import { ReviewStep } from './review/ReviewStep.tsx';
import { useImportAddress } from './useImportAddress.ts';
import { type DraftImport, useImportDraft } from './useImportDraft.ts';

const Draft = ({ detail, onClose }: { detail: DraftImport; onClose: () => void }) => {
  const { isReview, show } = useImportAddress();
  const draft = useImportDraft(detail);
  return isReview ? (
    <ReviewStep draft={draft} fileName={detail.fileName} onBack={() => show(detail.id)} onClose={onClose} />
  ) : (
    <ColumnsStep draft={draft} file={detail} onContinue={() => show(detail.id, true)} onClose={onClose} />
  );
};

/** An import at the step where it is: a draft at its columns or its review, else what came of it. */
export const OpenImport = ({ id, onClose }: { id: number; onClose: () => void }) => {
  const { data, error, failureReason, refetch } = useImport(id);
  if (data === undefined) {
    return error === null && failureReason === null ? (
      <Working>Loading the import…</Working>
    ) : (
      <ErrorNote what="The import could not be loaded" error={error ?? failureReason} onRetry={() => void refetch()} />
    );
  }
  const { reading } = data;
  return data.state === 'draft' && reading !== null ? (
    <Draft detail={{ ...data, reading }} onClose={onClose} />
  ) : (
    <DoneStep detail={data} onClose={onClose} />
  );
};
