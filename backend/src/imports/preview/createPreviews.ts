import { Semaphore } from 'async-mutex';
import type { Database } from '../../db/database.ts';
import { readMode } from '../../jobs/mode.ts';
import type { PlannedImport } from '../plan/planOf.ts';
import type { ImportFile } from '../presentImport.ts';
import { type ReadRows, readRows } from '../file/readRows.ts';
import { type Preview, startPreview } from './startPreview.ts';

/** The number of previews that run at a time. Each has a thread. */
const mostAtOnce = 2;
/** The number of files whose ended preview stays in memory. */
const mostKept = 4;

/** The previews of this process, one per file. */
export interface Previews {
  /** Returns the running or still valid preview with these settings, else starts a new one. */
  start(file: ImportFile, planned: PlannedImport): Promise<Preview>;
  /** Returns the last preview of a file, if it is still in memory. */
  last(importId: number): Preview | null;
  drop(importId: number): void;
  close(): Promise<void>;
}

interface Kept {
  key: string;
  /** The newest event when the preview began. Later changes may make its counts wrong. */
  lastEventId: number;
  state: 'running' | 'done' | 'failed';
  preview: Preview;
}

/** Returns whether a preview can be used. An ended one whose counts were not read yet can, even after later changes. */
const isUsable = ({ state, preview, lastEventId }: Kept, newestEventId: number): boolean =>
  state === 'running' || (state === 'done' && (!preview.wasRead || lastEventId === newestEventId));

export function createPreviews({ database }: { database: Database }): Previews {
  const kept = new Map<number, Kept>();
  const slots = new Semaphore(mostAtOnce);

  async function lastEvent(): Promise<number> {
    return (await database.prisma.event.aggregate({ _max: { id: true } }))._max.id ?? 0;
  }

  async function keepRowCount(id: number, rowCount: number): Promise<void> {
    await database.prisma.import.updateMany({ where: { id, jobId: null, committedAt: null }, data: { rowCount } });
  }

  function drop(importId: number): void {
    kept.get(importId)?.preview.stop();
    kept.delete(importId);
  }

  function forgetOldest(): void {
    for (const [importId, { state }] of kept) {
      if (kept.size <= mostKept) return;
      if (state !== 'running') kept.delete(importId);
    }
  }

  return {
    async start(file, planned) {
      const mode = await readMode(database);
      const key = JSON.stringify([planned.plan, planned.rules, mode]);
      const lastEventId = await lastEvent();
      const known = kept.get(file.id);
      if (known?.key === key && isUsable(known, lastEventId)) return known.preview;
      drop(file.id);
      const inTurn: ReadRows = async function* (plan, options) {
        const [, release] = await slots.acquire();
        try {
          if (!options.signal.aborted) yield* readRows(database, file)(plan, options);
        } finally {
          release();
        }
      };
      const entry: Kept = {
        key,
        lastEventId,
        state: 'running',
        preview: startPreview(
          { database, mode, readRows: inTurn, onEnd: (rowCount) => keepRowCount(file.id, rowCount) },
          planned,
        ),
      };
      kept.set(file.id, entry);
      forgetOldest();
      entry.preview.done.then(
        () => (entry.state = 'done'),
        () => (entry.state = 'failed'),
      );
      return entry.preview;
    },
    last(importId) {
      const known = kept.get(importId);
      return known === undefined || known.state === 'failed' ? null : known.preview;
    },
    drop,
    async close() {
      const running = [...kept.values()].map(({ preview }) => preview);
      for (const preview of running) preview.stop();
      await Promise.allSettled(running.map(({ done }) => done));
      kept.clear();
    },
  };
}
