import type { JobKind } from '../../jobs/jobKind.ts';
import { carryImport, type ImportJobDeps } from './carryImport.ts';
import { carryUndo } from './carryUndo.ts';
import { importItems } from './importItems.ts';

/** Jobs that import a file, and those that undo an import. Their items are rows of the file. */
export const importJobKinds = (deps: ImportJobDeps): JobKind[] => [
  {
    name: 'csv_import',
    advance: (job, turn) => carryImport(deps, job, turn),
    finishCancel: (job, turn) => carryImport(deps, job, turn),
    items: importItems,
  },
  {
    name: 'import_undo',
    advance: (job, { signal }) => carryUndo(deps, job, signal),
    finishCancel: (job, { signal }) => carryUndo(deps, job, signal),
    items: importItems,
  },
];
