import type { Capability } from '../leads/capability.ts';
import type { Background } from '../platform/background.ts';
import type { Clock } from '../platform/clock.ts';
import { dropBatch } from './entries/removeEntries.ts';
import { markLeads, type MarkingDeps } from './marking/markLeads.ts';
import { suppressionRoutes } from './suppressionRoutes.ts';

/** The suppression list: who must never be contacted or looked up. What it covers is decided in leads/suppression. */
export function suppression(deps: MarkingDeps & { clock: Clock; background: Background }): Capability {
  const { database, background } = deps;
  let running: Promise<void> | null = null;
  let isAgain = false;

  /** Removes what is to be removed and marks the leads; one run at a time in this process. */
  async function follow(signal: AbortSignal): Promise<void> {
    do {
      isAgain = false;
      const removed = await database.prisma.suppressionBatch.findMany({ where: { state: 'removing' } });
      for (const { id } of removed) await dropBatch(database, id, signal);
      await markLeads(deps, signal);
    } while (isAgain && !signal.aborted);
  }

  function onListChanged(): void {
    isAgain = true;
    if (running !== null) return;
    background.run('Applying the suppression list', (signal) => {
      running = follow(signal).finally(() => (running = null));
      return running;
    });
  }

  return {
    routes: suppressionRoutes({ ...deps, onListChanged }),
    // After a kill, the pass continues here.
    async wake() {
      onListChanged();
    },
  };
}
