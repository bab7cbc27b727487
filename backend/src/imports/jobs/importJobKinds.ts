import type { JobKind } from '../../jobs/jobKind.ts';
import { continueImport, type ImportJobDeps } from './continueImport.ts';
import { continueUndo } from './continueUndo.ts';
import { importItems } from './importItems.ts';

/** Jobs that import a file, and those that undo an import. Their items are rows of the file. */
export const importJobKinds = (deps: ImportJobDeps): JobKind[] => [
  {
    name: 'csv_import',
    advance: (job, step) => continueImport(deps, job, step),
    finishCancel: (job, step) => continueImport(deps, job, step),
    items: importItems,
  },
  {
    name: 'import_undo',
    advance: (job, { signal }) => continueUndo(deps, job, signal),
    finishCancel: (job, { signal }) => continueUndo(deps, job, signal),
    items: importItems,
  },
];
