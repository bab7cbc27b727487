import { startJob } from '../jobs/startJob.ts';
import { useStartImportJob } from './startImportJob.ts';

export const useUndoImport = () =>
  useStartImportJob(({ id }: { id: number }, idempotencyKey) => startJob(`/imports/${id}/undo`, {}, idempotencyKey));
