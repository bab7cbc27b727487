import { type Database, type Dialect, Prisma } from '../db/database.ts';
import { instant } from '../leads/leadFilter.ts';
import type { Clock } from '../platform/clock.ts';

/** The custom fields that leads have. */
export interface CustomFieldNames {
  /** In the order of the alphabet; perhaps without one that came in the last seconds. */
  known(): Promise<readonly string[]>;
  /** The same after a look at the leads that changed lately. */
  afterLook(): Promise<readonly string[]>;
}

/** A name that is not found is looked for again, but a person who types makes many of them. */
const notAgainMs = 2_000;
/** From time to time all leads are read, so that a field that none has any more goes. */
const wholeLookMs = 10 * 60_000;
/** Clocks of several processes, and transactions that were begun before and end after. */
const overlapMs = 60_000;

/** Reads all leads once, then only those that changed: there is an index on when. */
export function createCustomFieldNames(database: Database, clock: Clock): CustomFieldNames {
  let names: ReadonlySet<string> | null = null;
  let wholeLookAtMs = -Infinity;
  let lookAtMs = -Infinity;
  let seenTo = new Date(0);
  let underWay: Promise<void> | null = null;

  async function look(): Promise<void> {
    const startedAtMs = clock.monotonicMs();
    const isWhole = names === null || startedAtMs - wholeLookAtMs >= wholeLookMs;
    const now = clock.now();
    const since = isWhole ? null : new Date(seenTo.getTime() - overlapMs);
    const rows = await database.scan<{ name: string }>(namesQuery(database.dialect, since));
    names = new Set([...(isWhole ? [] : (names ?? [])), ...rows.map(({ name }) => name)]);
    seenTo = now;
    lookAtMs = startedAtMs;
    if (isWhole) wholeLookAtMs = startedAtMs;
  }
  function lookOnce(): Promise<void> {
    underWay ??= look().finally(() => (underWay = null));
    return underWay;
  }
  const isFresh = (): boolean => clock.monotonicMs() - lookAtMs < notAgainMs;
  const sorted = (): readonly string[] =>
    [...(names ?? [])].toSorted((a, b) => a.localeCompare(b, 'en') || (a < b ? -1 : 1));

  return {
    async known() {
      if (names === null) await lookOnce();
      // Whoever asks next gets what this finds; what it can't find is no fault of who asked now.
      else if (!isFresh()) lookOnce().catch(() => undefined);
      return sorted();
    },
    async afterLook() {
      if (names === null || !isFresh()) await lookOnce();
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
