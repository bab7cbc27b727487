import { Prisma, type Sql } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import { isWaiting, permitStatements, whole } from './permitStatements.ts';
import type { PermitOrder, PermitStore, PermitView, TakenSlots } from './permitStore.ts';
import { type PermitViewRow, readPermitView } from './readPermitView.ts';

/**
 * Stores permits in a SQLite file that one process owns. Transactions run one after the other on its connection, so a
 * statement sees every earlier permit. The time starts with the clock and continues monotonically: setting the clock
 * neither frees a slot early nor keeps one busy for long.
 */
export function sqlitePermitStore(clock: Clock): PermitStore {
  const startedAtMs = clock.now().getTime();
  const startedAtMonotonicMs = clock.monotonicMs();
  const nowMs = () => Math.floor(startedAtMs + clock.monotonicMs() - startedAtMonotonicMs);

  return {
    shared: false,

    ...permitStatements({
      now: () => whole(nowMs()),
      locked: Prisma.empty,
      larger: (a, b) => Prisma.sql`max(${a}, ${b})`,
      texts: (json) => Prisma.sql`json_each(${json})`,
    }),

    async take(sql, order) {
      const now = nowMs();
      return { taken: await takeFree(sql, order, now), view: await viewAt(sql, order.key, now) };
    },

    view: (sql, key) => viewAt(sql, key, nowMs()),

    async addSlots(sql, { key, ratePerSecond, maxConcurrent }) {
      await sql.prisma.$executeRaw`
        WITH RECURSIVE "upTo"("slot") AS (
          SELECT 0 UNION ALL SELECT "slot" + 1 FROM "upTo" WHERE "slot" + 1 < ${Math.max(ratePerSecond, maxConcurrent)}
        )
        INSERT INTO "PermitSlot" ("key", "kind", "slot", "busyUntilMs", "seq")
        SELECT ${key}, 'rate', "slot", 0, 0 FROM "upTo" WHERE "slot" < ${ratePerSecond}
        UNION ALL
        SELECT ${key}, 'lease', "slot", 0, 0 FROM "upTo" WHERE "slot" < ${maxConcurrent}
        ON CONFLICT DO NOTHING`;
    },
  };
}

async function takeFree(sql: Sql, order: PermitOrder, now: number): Promise<TakenSlots | null> {
  const { key, ratePerSecond, maxConcurrent } = order;
  const busyOf = (kind: string) => Prisma.sql`
    (SELECT count(*) FROM "PermitSlot" WHERE "key" = ${key} AND "kind" = ${kind} AND "busyUntilMs" > ${now})`;
  const freeOf = (kind: string, limit: number) => Prisma.sql`
    (SELECT "slot" FROM "PermitSlot"
     WHERE "key" = ${key} AND "kind" = ${kind} AND "slot" < ${limit} AND "busyUntilMs" <= ${now}
     ORDER BY "busyUntilMs", "slot" LIMIT 1)`;
  const rows = await sql.prisma.$queryRaw<{ kind: string; slot: bigint; seq: bigint }[]>`
    UPDATE "PermitSlot"
    SET "busyUntilMs" = CASE "kind" WHEN 'rate' THEN ${now + order.rateBusyMs} ELSE ${now + order.leaseMs} END,
        "seq" = "seq" + 1
    FROM (
      SELECT ${freeOf('rate', ratePerSecond)} AS "rate", ${freeOf('lease', maxConcurrent)} AS "lease"
      WHERE ${busyOf('rate')} < ${ratePerSecond} AND ${busyOf('lease')} < ${maxConcurrent}
        AND NOT EXISTS (SELECT 1 FROM "PermitBlock" WHERE "key" = ${key} AND "blockedUntilMs" > ${now})
        ${order.afterPeople ? Prisma.sql`AND NOT EXISTS (SELECT 1 FROM "PermitWaiter" WHERE ${waits(key, now)})` : Prisma.empty}
    ) AS "free"
    WHERE "key" = ${key} AND "free"."rate" IS NOT NULL AND "free"."lease" IS NOT NULL
      AND (("kind" = 'rate' AND "slot" = "free"."rate") OR ("kind" = 'lease' AND "slot" = "free"."lease"))
    RETURNING "kind", "slot", "seq"`;
  const rate = rows.find(({ kind }) => kind === 'rate');
  const lease = rows.find(({ kind }) => kind === 'lease');
  if (rate === undefined || lease === undefined) return null;
  return {
    rateSlot: Number(rate.slot),
    rateSeq: BigInt(rate.seq),
    leaseSlot: Number(lease.slot),
    leaseSeq: BigInt(lease.seq),
  };
}

async function viewAt(sql: Sql, key: string, now: number): Promise<PermitView> {
  const rows = await sql.prisma.$queryRaw<PermitViewRow[]>`
    SELECT ${now} AS "nowMs",
      (SELECT json_group_array(json_array("kind", "slot", "busyUntilMs")) FROM "PermitSlot" WHERE "key" = ${key}) AS "slots",
      (SELECT "blockedUntilMs" FROM "PermitBlock" WHERE "key" = ${key}) AS "blockedUntilMs",
      (SELECT "counts" FROM "PermitWindows" WHERE "key" = ${key}) AS "windows",
      (SELECT count(*) FROM "PermitWaiter" WHERE ${waits(key, now)}) AS "peopleWaiting"`;
  return readPermitView(rows);
}

function waits(key: string, now: number): Prisma.Sql {
  return Prisma.sql`"key" = ${key} AND ${isWaiting(whole(now))}`;
}
