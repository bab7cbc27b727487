import type { Database } from '../../db/database.ts';
import { inBatches } from '../../db/inBatches.ts';

export interface EventsKept {
  /** Events older than this are deleted. */
  ageMs: number;
  /** The most events that are kept. */
  count: number;
}

const defaultEventsKept: EventsKept = { ageMs: 24 * 60 * 60 * 1_000, count: 200_000 };
const batch = 500;

/**
 * Deletes old events, oldest first. The newest one always stays, so that ids continue from it.
 * @returns the number of deleted events
 */
export async function pruneEvents(
  { prisma }: Database,
  now: Date,
  signal: AbortSignal,
  { ageMs, count }: EventsKept = defaultEventsKept,
): Promise<number> {
  const newest = (await prisma.event.aggregate({ _max: { id: true } }))._max.id;
  if (newest === null) return 0;
  const overdue = await prisma.event.findFirst({
    where: { at: { lt: new Date(now.getTime() - ageMs) } },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    select: { id: true },
  });
  const last = Math.min(newest - 1, Math.max(newest - count, overdue?.id ?? 0));
  return inBatches(
    async (size) => {
      const oldest = await prisma.event.findMany({
        where: { id: { lte: last } },
        orderBy: { id: 'asc' },
        take: size,
        select: { id: true },
      });
      const upTo = oldest.at(-1)?.id;
      if (upTo === undefined) return 0;
      return (await prisma.event.deleteMany({ where: { id: { lte: upTo } } })).count;
    },
    batch,
    signal,
  );
}
