import { Prisma } from '../db/database.ts';
import { isWaiting, permitStatements } from './permitStatements.ts';
import type { PermitOrder, PermitStore, SlotState } from './permitStore.ts';
import { type PermitViewRow, readPermitView } from './readPermitView.ts';

const now = Prisma.sql`floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint`;

/**
 * Stores permits in a Postgres database that several processes share, by the database's time.
 * Skips a row that another transaction is taking, so that no process waits for another's commit.
 */
export function postgresPermitStore(): PermitStore {
  return {
    shared: true,

    ...permitStatements({
      now: () => now,
      locked: Prisma.sql`FOR UPDATE`,
      larger: (a, b) => Prisma.sql`greatest(${a}, ${b})`,
      texts: (json) => Prisma.sql`jsonb_array_elements_text(${json}::jsonb) AS "value"`,
    }),

    async take(sql, order) {
      const first = await takeOnce(sql.prisma, order, false);
      if (first.taken !== null || !first.retiredBusy) return first;
      // Slots above a lowered limit are still busy: their count is only exact for one permit at a time.
      await sql.prisma.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('permit:' || ${order.key}))::text`;
      return takeOnce(sql.prisma, order, true);
    },

    async view(sql, key) {
      return readPermitView(
        await sql.prisma.$queryRaw<PermitViewRow[]>`
          WITH "t" AS MATERIALIZED (SELECT ${now} AS "now") SELECT ${viewColumns(key)} FROM "t"`,
      );
    },

    async addSlots(sql, { key, ratePerSecond, maxConcurrent }) {
      await sql.prisma.$executeRaw`
        INSERT INTO "PermitSlot" ("key", "kind", "slot", "busyUntilMs", "seq")
        SELECT ${key}, 'rate', "slot", 0, 0
        FROM generate_series(0, ${ratePerSecond}::int - 1) AS "slot"
        UNION ALL
        SELECT ${key}, 'lease', "slot", 0, 0 FROM generate_series(0, ${maxConcurrent}::int - 1) AS "slot"
        ON CONFLICT DO NOTHING`;
    },
  };
}

interface TakeRow extends PermitViewRow {
  taken: string | null;
}

async function takeOnce(prisma: Prisma.TransactionClient, order: PermitOrder, alone: boolean) {
  const { key, ratePerSecond, maxConcurrent } = order;
  const busy = (kind: string, above: number) => Prisma.sql`
    FROM "PermitSlot" WHERE "key" = ${key} AND "kind" = ${kind} AND "slot" >= ${above}::int AND "busyUntilMs" > "t"."now"`;
  const withinLimits = alone
    ? Prisma.sql`(SELECT count(*) ${busy('rate', 0)}) < ${ratePerSecond}::int AND (SELECT count(*) ${busy('lease', 0)}) < ${maxConcurrent}::int`
    : Prisma.sql`NOT EXISTS (SELECT 1 ${busy('rate', ratePerSecond)}) AND NOT EXISTS (SELECT 1 ${busy('lease', maxConcurrent)})`;
  const free = (kind: string, limit: number, before: Prisma.Sql) => Prisma.sql`
    SELECT "s"."slot" FROM "PermitSlot" AS "s", ${before}
    WHERE "s"."key" = ${key} AND "s"."kind" = ${kind} AND "s"."slot" < ${limit}::int AND "s"."busyUntilMs" <= "open"."now"
    ORDER BY "s"."busyUntilMs", "s"."slot" LIMIT 1 FOR UPDATE OF "s" SKIP LOCKED`;
  const rows = await prisma.$queryRaw<TakeRow[]>`
    WITH "t" AS MATERIALIZED (SELECT ${now} AS "now"),
    "open" AS MATERIALIZED (
      SELECT "now" FROM "t"
      WHERE ${withinLimits}
        AND NOT EXISTS (SELECT 1 FROM "PermitBlock" WHERE "key" = ${key} AND "blockedUntilMs" > "t"."now")
        ${order.afterPeople ? Prisma.sql`AND NOT EXISTS (SELECT 1 FROM "PermitWaiter" WHERE ${waits(key)})` : Prisma.empty}
    ),
    "lease" AS MATERIALIZED (${free('lease', maxConcurrent, Prisma.sql`"open"`)}),
    "rate" AS MATERIALIZED (${free('rate', ratePerSecond, Prisma.sql`"open", "lease"`)}),
    "taken" AS (
      UPDATE "PermitSlot" AS "s"
      SET "busyUntilMs" = "open"."now" + CASE "s"."kind" WHEN 'rate' THEN ${order.rateBusyMs}::bigint ELSE ${order.leaseMs}::bigint END,
          "seq" = "s"."seq" + 1
      FROM "open", "lease", "rate"
      WHERE "s"."key" = ${key} AND (
        ("s"."kind" = 'rate' AND "s"."slot" = "rate"."slot") OR ("s"."kind" = 'lease' AND "s"."slot" = "lease"."slot"))
      RETURNING "s"."kind", "s"."slot", "s"."seq", "s"."busyUntilMs"
    )
    SELECT ${viewColumns(key)},
      (SELECT json_agg(json_build_array("kind", "slot", "seq"::text, "busyUntilMs")) FROM "taken")::text AS "taken"
    FROM "t"`;
  const view = readPermitView(rows);
  const taken = JSON.parse(rows[0]?.taken ?? '[]') as ['rate' | 'lease', number, string, number][];
  // The view shows the rows before this statement.
  for (const [kind, slot, , busyUntilMs] of taken) {
    const state = (kind === 'rate' ? view.rates : view.leases).find((candidate) => candidate.slot === slot);
    if (state !== undefined) state.busyUntilMs = busyUntilMs;
  }
  const rate = taken.find(([kind]) => kind === 'rate');
  const lease = taken.find(([kind]) => kind === 'lease');
  if ((rate === undefined) !== (lease === undefined))
    throw new Error('Only one of the two slots of a permit was taken');
  const retired = (slots: SlotState[], limit: number) =>
    slots.some(({ slot, busyUntilMs }) => slot >= limit && busyUntilMs > view.nowMs);
  return {
    taken:
      rate && lease
        ? { rateSlot: rate[1], rateSeq: BigInt(rate[2]), leaseSlot: lease[1], leaseSeq: BigInt(lease[2]) }
        : null,
    view,
    retiredBusy: retired(view.rates, ratePerSecond) || retired(view.leases, maxConcurrent),
  };
}

function viewColumns(key: string): Prisma.Sql {
  return Prisma.sql`
    "t"."now" AS "nowMs",
    (SELECT json_agg(json_build_array("kind", "slot", "busyUntilMs")) FROM "PermitSlot" WHERE "key" = ${key})::text AS "slots",
    (SELECT "blockedUntilMs" FROM "PermitBlock" WHERE "key" = ${key}) AS "blockedUntilMs",
    (SELECT "counts" FROM "PermitWindows" WHERE "key" = ${key}) AS "windows",
    (SELECT count(*) FROM "PermitWaiter" WHERE ${waits(key)}) AS "peopleWaiting"`;
}

function waits(key: string): Prisma.Sql {
  return Prisma.sql`"key" = ${key} AND ${isWaiting(Prisma.sql`"t"."now"`)}`;
}
