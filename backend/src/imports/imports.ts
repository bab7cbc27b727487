import type { Engine } from '../jobs/engine.ts';
import type { Capability } from '../leads/capability.ts';
import type { Logger } from '../platform/logger.ts';
import { type BulkLeadDeps, bulkLeadRoutes } from './routes/bulkLeadRoutes.ts';
import { createImports } from './createImports.ts';
import { pruneImports } from './file/dropImport.ts';
import { importJobRoutes } from './routes/importJobRoutes.ts';
import { importRoutes } from './routes/importRoutes.ts';
import type { ImportJobDeps } from './jobs/continueImport.ts';
import { importJobKinds } from './jobs/importJobKinds.ts';
import { createImportJobs } from './jobs/importJobs.ts';
import { keepReaders } from './writing/keepReaders.ts';

type ImportDeps = Omit<BulkLeadDeps, 'imports' | 'importJobs'> &
  Omit<ImportJobDeps, 'readers'> & { engine: Pick<Engine, 'wakeJob'>; log: Logger };

/** Imports: files to leads, and back. */
export function imports(deps: ImportDeps): Capability {
  const readers = keepReaders();
  const drafts = createImports(deps);
  const routeDeps = { ...deps, imports: drafts, importJobs: createImportJobs(deps) };
  return {
    routes: [...bulkLeadRoutes(routeDeps), ...importRoutes(routeDeps), ...importJobRoutes(routeDeps)],
    jobKinds: importJobKinds({ ...deps, readers }),
    housekeeping: (now, signal) => pruneImports(deps.database, now, signal),
    async stop() {
      await drafts.close();
      await readers.close();
    },
  };
}
