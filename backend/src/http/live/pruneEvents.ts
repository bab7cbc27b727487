import type { Database } from '../../db/database.ts';

export interface EventsKept {
  /** Events older than this are deleted. */
  ageMs: number;
  /** The most events that are kept. */
  count: number;
}

const defaultEventsKept: EventsKept = { ageMs: 24 * 60 * 60 * 1_000, count: 200_000 };

/**
 * Deletes old events. The newest event always stays, so that ids continue from it.
 * @returns the number of deleted events
 */
export async function pruneEvents(
  { prisma }: Database,
  now: Date,
  { ageMs, count }: EventsKept = defaultEventsKept,
): Promise<number> {
  const newest = (await prisma.event.aggregate({ _max: { id: true } }))._max.id;
  if (newest === null) return 0;
  const overdue = await prisma.event.findFirst({
    where: { at: { lt: new Date(now.getTime() - ageMs) } },
    orderBy: { at: 'desc' },
    select: { at: true },
  });
  const pruned = await prisma.event.deleteMany({
    where: {
      id: { lt: newest },
      OR: [{ id: { lte: newest - count } }, ...(overdue ? [{ at: { lte: overdue.at } }] : [])],
    },
  });
  return pruned.count;
}
