import { Prisma, type Sql } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import {
  absurdLeaseMs,
  absurdRateMs,
  longestGuardMs,
  longestLeaseMs,
  type PermitStore,
  type PermitView,
  waiterTtlMs,
  windowMs,
} from './permitStore.ts';
import { type PermitViewRow, readPermitView } from './readPermitView.ts';

/**
 * Permits in a SQLite file that one process owns. Transactions on its one connection run one after the other, so a
 * statement sees every permit before it. Time is the clock's at the start and goes on by its monotonic side: a clock that
 * is set while the process runs neither frees a slot early nor holds one for long.
 */
export function sqlitePermitStore(clock: Clock): PermitStore {
  const startedAtMs = clock.now().getTime();
  const startedAtMonotonicMs = clock.monotonicMs();
  const nowMs = () => Math.floor(startedAtMs + clock.monotonicMs() - startedAtMonotonicMs);

  return {
    shared: false,

    async take(sql, order) {
      const { key, ratePerSecond, maxConcurrent } = order;
      const now = nowMs();
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
      const taken =
        rate && lease
          ? {
              rateSlot: Number(rate.slot),
              rateSeq: BigInt(rate.seq),
              leaseSlot: Number(lease.slot),
              leaseSeq: BigInt(lease.seq),
            }
          : null;
      return { taken, view: await viewAt(sql, key, now) };
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

    async useAllRates(sql, key) {
      await sql.prisma.$executeRaw`
        UPDATE "PermitSlot" SET "busyUntilMs" = ${nowMs() + windowMs + longestGuardMs}
        WHERE "key" = ${key} AND "kind" = 'rate'`;
    },

    async shortenAbsurd(sql, key) {
      const now = nowMs();
      await sql.prisma.$executeRaw`
        UPDATE "PermitSlot"
        SET "busyUntilMs" = CASE "kind" WHEN 'rate' THEN ${now + windowMs + longestGuardMs} ELSE ${now + longestLeaseMs} END
        WHERE "key" = ${key}
          AND "busyUntilMs" > CASE "kind" WHEN 'rate' THEN ${now + absurdRateMs} ELSE ${now + absurdLeaseMs} END`;
    },

    async release(sql, held, { leaseLingersMs, rateShorterByMs }) {
      await sql.prisma.$executeRaw`
        UPDATE "PermitSlot"
        SET "busyUntilMs" = CASE "kind" WHEN 'rate' THEN "busyUntilMs" - ${rateShorterByMs} ELSE ${nowMs() + leaseLingersMs} END
        WHERE "key" = ${held.key} AND (
          ("kind" = 'rate' AND "slot" = ${held.rateSlot} AND "seq" = ${held.rateSeq}) OR
          ("kind" = 'lease' AND "slot" = ${held.leaseSlot} AND "seq" = ${held.leaseSeq}))`;
    },

    async giveBack(sql, held) {
      await sql.prisma.$executeRaw`
        UPDATE "PermitSlot" SET "busyUntilMs" = 0
        WHERE "key" = ${held.key} AND (
          ("kind" = 'rate' AND "slot" = ${held.rateSlot} AND "seq" = ${held.rateSeq}) OR
          ("kind" = 'lease' AND "slot" = ${held.leaseSlot} AND "seq" = ${held.leaseSeq}))`;
    },

    async block(sql, key, forMs) {
      await sql.prisma.$executeRaw`
        INSERT INTO "PermitBlock" ("key", "blockedUntilMs") VALUES (${key}, ${nowMs() + Math.ceil(forMs)})
        ON CONFLICT ("key") DO UPDATE SET "blockedUntilMs" = max("blockedUntilMs", excluded."blockedUntilMs")`;
    },

    async blocks(sql) {
      const atMs = nowMs();
      const rows = await sql.prisma.permitBlock.findMany({ where: { blockedUntilMs: { gt: atMs } } });
      return rows.map(({ key, blockedUntilMs }) => ({ key, forMs: Number(blockedUntilMs) - atMs }));
    },

    async unblock(sql, key) {
      await sql.prisma.$executeRaw`DELETE FROM "PermitBlock" WHERE "key" = ${key}`;
    },

    async announce(sql, key, ids) {
      await sql.prisma.$executeRaw`
        INSERT INTO "PermitWaiter" ("id", "key", "expiresAtMs")
        SELECT "value", ${key}, ${nowMs() + waiterTtlMs} FROM json_each(${JSON.stringify(ids)})`;
    },

    async renew(sql, ids) {
      await sql.prisma.$executeRaw`
        UPDATE "PermitWaiter" SET "expiresAtMs" = ${nowMs() + waiterTtlMs}
        WHERE "id" IN (SELECT "value" FROM json_each(${JSON.stringify(ids)}))`;
    },

    async withdraw(sql, id) {
      await sql.prisma.$executeRaw`DELETE FROM "PermitWaiter" WHERE "id" = ${id}`;
    },

    async forgetSilent(sql) {
      const now = nowMs();
      await sql.prisma.$executeRaw`
        DELETE FROM "PermitWaiter" WHERE "expiresAtMs" <= ${now} OR "expiresAtMs" > ${now + 2 * waiterTtlMs}`;
    },
  };
}

async function viewAt(sql: Sql, key: string, now: number): Promise<PermitView> {
  const rows = await sql.prisma.$queryRaw<PermitViewRow[]>`
    SELECT ${now} AS "nowMs",
      (SELECT json_group_array(json_array("kind", "slot", "busyUntilMs")) FROM "PermitSlot" WHERE "key" = ${key}) AS "slots",
      (SELECT "blockedUntilMs" FROM "PermitBlock" WHERE "key" = ${key}) AS "blockedUntilMs",
      (SELECT count(*) FROM "PermitWaiter" WHERE ${waits(key, now)}) AS "peopleWaiting"`;
  return readPermitView(rows);
}

/** A row that expires too far ahead was written before the clock was set back. */
function waits(key: string, now: number): Prisma.Sql {
  return Prisma.sql`"key" = ${key} AND "expiresAtMs" > ${now} AND "expiresAtMs" <= ${now + 2 * waiterTtlMs}`;
}
