import type { ImportSettings, Job } from '@tinygenesy/contract';
import { commitImport, type CommitDeps } from './commitImport.ts';
import { startUndo } from './startUndo.ts';

/** Starts the jobs of imports. */
export interface ImportJobs {
  /** See commitImport. */
  commit(importId: number, settings: ImportSettings): Promise<Job>;
  /** See startUndo. */
  undo(importId: number): Promise<Job>;
}

export const createImportJobs = (deps: CommitDeps): ImportJobs => ({
  commit: (importId, settings) => commitImport(deps, importId, settings),
  undo: (importId) => startUndo(deps, importId),
});
