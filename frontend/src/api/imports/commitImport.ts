import type { ImportSettings } from '@tinygenesy/contract';
import { startJob } from '../jobs/startJob.ts';
import { useStartImportJob } from './startImportJob.ts';

export const useCommitImport = () =>
  useStartImportJob(({ id, settings }: { id: number; settings: ImportSettings }, idempotencyKey) =>
    startJob(`/imports/${id}/commit`, settings, idempotencyKey),
  );
