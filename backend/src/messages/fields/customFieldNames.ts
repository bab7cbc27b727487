import { type Database, type Dialect, Prisma } from '../../db/database.ts';
import { instant } from '../../db/instant.ts';
import type { Clock } from '../../platform/clock.ts';

/** The custom fields that leads have. */
export interface CustomFieldNames {
  /** In the order of the alphabet; perhaps without one that came in the last seconds. */
  known(): Promise<readonly string[]>;
  /** The same, certainly with those of every lead that is there now. */
  afterLook(): Promise<readonly string[]>;
}

/** Who only wants what is known starts a look so often at most. */
const notAgainMs = 2_000;
/** From time to time all leads are read, so that a field that none has any more goes. */
const wholeLookMs = 10 * 60_000;
/** Clocks of several processes, and transactions that were begun before a look and ended after. */
const overlapMs = 60_000;

/** Reads all leads once, then only those that changed: there is an index on when. */
export function createCustomFieldNames(database: Database, clock: Clock): CustomFieldNames {
  let names: ReadonlySet<string> | null = null;
  let wholeLookAtMs = -Infinity;
  let lookAtMs = -Infinity;
  /** What changed before was seen. */
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
  /** Looks, after what may be under way: that may have begun too early. */
  async function lookNow(): Promise<void> {
    await underWay?.catch(() => undefined);
    underWay ??= look().finally(() => (underWay = null));
    await underWay;
  }
  const sorted = (): readonly string[] =>
    [...(names ?? [])].toSorted((a, b) => a.localeCompare(b, 'en') || (a < b ? -1 : 1));

  return {
    async known() {
      if (names === null) await lookNow();
      // Whoever asks next gets what this finds; what it can't find is no fault of who asked now.
      else if (clock.monotonicMs() - lookAtMs >= notAgainMs) lookNow().catch(() => undefined);
      return sorted();
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
