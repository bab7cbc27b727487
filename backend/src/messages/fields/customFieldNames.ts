import { type Database, type Dialect, Prisma } from '../../db/database.ts';
import { instant } from '../../db/instant.ts';
import type { Clock } from '../../platform/clock.ts';

/** The names of the custom fields that leads have. */
export interface CustomFieldNames {
  /**
   * Sorted by name, at once. May lack a field that is a few seconds old; null before the first scan has ended. Starts
   * a scan in the background when the last one is old.
   */
  known(): readonly string[] | null;
  /** Sorted by name, with the fields of all leads as of now. */
  afterLook(): Promise<readonly string[]>;
}

/** The shortest time between two scans that `known` starts. */
const notAgainMs = 2_000;
/** How often all leads are read again, so that a field without leads disappears. */
const wholeLookMs = 10 * 60_000;
/** Covers clock differences between processes, and transactions that began before a scan and ended after it. */
const overlapMs = 60_000;

/** Reads all leads once, then only changed ones, by the index on their time of change. */
export function createCustomFieldNames(database: Database, clock: Clock): CustomFieldNames {
  let names: ReadonlySet<string> | null = null;
  let wholeLookAtMs = -Infinity;
  let lookAtMs = -Infinity;
  /** Changes before this time are included. */
  let seenTo = new Date(0);
  let underWay: Promise<void> | null = null;

  async function look(): Promise<void> {
    lookAtMs = clock.monotonicMs();
    const isWhole = names === null || lookAtMs - wholeLookAtMs >= wholeLookMs;
    if (!isWhole && !(await hasChangedSince(seenTo))) return;
    const startedAtMs = lookAtMs;
    const nextSeenTo = new Date(clock.now().getTime() - overlapMs);
    const rows = await database.scan<{ name: string }>(namesQuery(database.dialect, isWhole ? null : seenTo));
    names = new Set([...(isWhole ? [] : (names ?? [])), ...rows.map(({ name }) => name)]);
    seenTo = nextSeenTo;
    if (isWhole) wholeLookAtMs = startedAtMs;
  }
  async function hasChangedSince(time: Date): Promise<boolean> {
    const newest = await database.prisma.lead.findFirst({
      orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
      select: { updatedAt: true },
    });
    return newest !== null && newest.updatedAt >= time;
  }
  /** Scans after a scan that is under way, which may have begun too early. */
  async function lookNow(): Promise<void> {
    await underWay?.catch(() => undefined);
    underWay ??= look().finally(() => (underWay = null));
    await underWay;
  }
  const sorted = (): readonly string[] =>
    [...(names ?? [])].toSorted((a, b) => a.localeCompare(b, 'en') || (a < b ? -1 : 1));

  return {
    known() {
      // A failure is ignored here: whoever needs the result calls `afterLook`.
      if (clock.monotonicMs() - lookAtMs >= notAgainMs) lookNow().catch(() => undefined);
      return names === null ? null : sorted();
    },
    async afterLook() {
      await lookNow();
      return sorted();
    },
  };
}

function namesQuery(dialect: Dialect, since: Date | null): Prisma.Sql {
  const names =
    dialect === 'sqlite'
      ? Prisma.sql`json_each("Lead"."custom") AS field`
      : Prisma.sql`jsonb_object_keys("Lead"."custom") AS field(key)`;
  const changed = since === null ? Prisma.empty : Prisma.sql`WHERE "Lead"."updatedAt" >= ${instant(dialect, since)}`;
  return Prisma.sql`SELECT DISTINCT field.key AS "name" FROM "Lead" CROSS JOIN ${names} ${changed}`;
}
