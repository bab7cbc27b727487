import type { ImportSettings, Job } from '@tinygenesy/contract';
import { commitImport, type CommitDeps } from './commitImport.ts';
import { startUndo } from './startUndo.ts';

export type ImportJobs = ReturnType<typeof createImportJobs>;

/** Starts the jobs of imports. */
export const createImportJobs = (deps: CommitDeps) => ({
  /** See commitImport. */
  commit: (importId: number, settings: ImportSettings): Promise<Job> => commitImport(deps, importId, settings),
  /** See startUndo. */
  undo: (importId: number): Promise<Job> => startUndo(deps, importId),
});
