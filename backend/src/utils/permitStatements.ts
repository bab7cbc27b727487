import { Prisma, type Sql } from '../db/database.ts';
import {
  absurdLeaseMs,
  absurdRateMs,
  type HeldSlots,
  longestGuardMs,
  longestLeaseMs,
  type PermitStore,
  waiterTtlMs,
  windowMs,
} from './permitStore.ts';
import {
  type RateWindow,
  readCounts,
  usedUpWindow,
  type WindowCounts,
  withCall,
  withoutBucketsAhead,
  withoutCall,
} from './permitWindow.ts';

/** The SQL expressions that differ between the databases. */
export interface PermitDialect {
  /** The moment of a statement, in epoch milliseconds. */
  now(): Prisma.Sql;
  /** Holds the rows of a SELECT to the end of the transaction. */
  locked: Prisma.Sql;
  /** The larger one of two numbers. */
  larger(a: Prisma.Sql, b: Prisma.Sql): Prisma.Sql;
  /** The texts of a JSON array, one row each, in the column `"value"`. */
  texts(json: string): Prisma.Sql;
}

/** A number with its type: Postgres can't derive the type of a parameter everywhere. */
export const whole = (value: number | bigint): Prisma.Sql => Prisma.sql`CAST(${value} AS bigint)`;

/** Statements on permits that both databases run alike. */
export function permitStatements(dialect: PermitDialect): Omit<PermitStore, 'shared' | 'take' | 'view' | 'addSlots'> {
  return {
    ...slotStatements(dialect),
    ...windowStatements(dialect),
    ...blockStatements(dialect),
    ...waiterStatements(dialect),
  };
}

function slotStatements(dialect: PermitDialect) {
  const { now } = dialect;
  return {
    async useAllRates(sql: Sql, key: string) {
      await sql.prisma.$executeRaw`
        UPDATE "PermitSlot" SET "busyUntilMs" = ${now()} + ${whole(windowMs + longestGuardMs)}
        WHERE "key" = ${key} AND "kind" = 'rate'`;
    },

    async shortenAbsurd(sql: Sql, key: string) {
      const rate = { longest: whole(windowMs + longestGuardMs), absurd: whole(absurdRateMs) };
      const lease = { longest: whole(longestLeaseMs), absurd: whole(absurdLeaseMs) };
      const at = now();
      await sql.prisma.$executeRaw`
        UPDATE "PermitSlot"
        SET "busyUntilMs" = ${at} + CASE "kind" WHEN 'rate' THEN ${rate.longest} ELSE ${lease.longest} END
        WHERE "key" = ${key}
          AND "busyUntilMs" > ${at} + CASE "kind" WHEN 'rate' THEN ${rate.absurd} ELSE ${lease.absurd} END`;
    },

    async release(sql: Sql, held: HeldSlots, end: { leaseLingersMs: number; rateShorterByMs: number }) {
      await sql.prisma.$executeRaw`
        UPDATE "PermitSlot"
        SET "busyUntilMs" = CASE "kind" WHEN 'rate' THEN "busyUntilMs" - ${whole(end.rateShorterByMs)}
          ELSE ${now()} + ${whole(end.leaseLingersMs)} END
        WHERE ${isHeld(held)}`;
    },

    async giveBack(sql: Sql, held: HeldSlots) {
      const freed = await sql.prisma.$executeRaw`
        UPDATE "PermitSlot" SET "busyUntilMs" = 0 WHERE ${isHeld(held)} AND "busyUntilMs" > 0`;
      const { key, countedAtMs } = held;
      if (freed === 0 || countedAtMs === null) return;
      await changeWindows(dialect, sql, key, (counts) => withoutCall(counts, countedAtMs));
    },
  };
}

function windowStatements(dialect: PermitDialect) {
  return {
    async countCall(sql: Sql, key: string, { windows, guardMs }: { windows: readonly RateWindow[]; guardMs: number }) {
      let fits = false;
      const { nowMs, counts } = await changeWindows(dialect, sql, key, (before, nowMs) => {
        fits = usedUpWindow(windows, before, nowMs) === null;
        return fits ? withCall(windows, before, { nowMs, guardMs }) : before;
      });
      return { fits, atMs: nowMs, counts };
    },

    async windowCounts(sql: Sql, keys: readonly string[]) {
      const rows = await sql.prisma.$queryRaw<{ nowMs: bigint | number; key: string | null; counts: string | null }[]>`
        SELECT "t"."nowMs", "w"."key", "w"."counts" FROM (SELECT ${dialect.now()} AS "nowMs") AS "t"
        LEFT JOIN "PermitWindows" AS "w" ON "w"."key" IN (${Prisma.join([...keys])})`;
      return {
        nowMs: Number(rows[0]?.nowMs ?? 0),
        counts: new Map(rows.flatMap(({ key, counts }) => (key === null ? [] : [[key, readCounts(counts)] as const]))),
      };
    },

    async shortenWindows(sql: Sql, key: string) {
      await changeWindows(dialect, sql, key, withoutBucketsAhead);
    },
  };
}

/** Changes the counts of a key under its lock; adds its row when it is missing. In a transaction. */
async function changeWindows(
  { now, locked }: PermitDialect,
  sql: Sql,
  key: string,
  change: (counts: WindowCounts, nowMs: number) => WindowCounts,
): Promise<{ nowMs: number; counts: WindowCounts }> {
  const read = () => sql.prisma.$queryRaw<{ nowMs: bigint | number; counts: string }[]>`
    SELECT ${now()} AS "nowMs", "counts" FROM "PermitWindows" WHERE "key" = ${key} ${locked}`;
  let [row] = await read();
  if (row === undefined) {
    await sql.prisma.$executeRaw`
      INSERT INTO "PermitWindows" ("key", "counts") VALUES (${key}, '{}') ON CONFLICT DO NOTHING`;
    [row] = await read();
  }
  if (row === undefined) throw new Error(`The row of the windows of ${key} is missing`);
  const nowMs = Number(row.nowMs);
  const before = readCounts(row.counts);
  const counts = change(before, nowMs);
  if (counts !== before) {
    await sql.prisma.$executeRaw`UPDATE "PermitWindows" SET "counts" = ${JSON.stringify(counts)} WHERE "key" = ${key}`;
  }
  return { nowMs, counts };
}

function isHeld({ key, rateSlot, rateSeq, leaseSlot, leaseSeq }: HeldSlots): Prisma.Sql {
  return Prisma.sql`"key" = ${key} AND (
    ("kind" = 'rate' AND "slot" = ${whole(rateSlot)} AND "seq" = ${whole(rateSeq)}) OR
    ("kind" = 'lease' AND "slot" = ${whole(leaseSlot)} AND "seq" = ${whole(leaseSeq)}))`;
}

function blockStatements({ now, larger }: PermitDialect) {
  return {
    async block(sql: Sql, key: string, forMs: number) {
      const later = larger(Prisma.sql`"b"."blockedUntilMs"`, Prisma.sql`excluded."blockedUntilMs"`);
      await sql.prisma.$executeRaw`
        INSERT INTO "PermitBlock" AS "b" ("key", "blockedUntilMs") VALUES (${key}, ${now()} + ${whole(Math.ceil(forMs))})
        ON CONFLICT ("key") DO UPDATE SET "blockedUntilMs" = ${later}`;
    },

    async blocks(sql: Sql) {
      const at = now();
      const rows = await sql.prisma.$queryRaw<{ key: string; forMs: bigint | number }[]>`
        SELECT "key", "blockedUntilMs" - ${at} AS "forMs" FROM "PermitBlock" WHERE "blockedUntilMs" > ${at}`;
      return rows.map(({ key, forMs }) => ({ key, forMs: Number(forMs) }));
    },

    async unblock(sql: Sql, key: string) {
      await sql.prisma.$executeRaw`DELETE FROM "PermitBlock" WHERE "key" = ${key}`;
    },
  };
}

function waiterStatements({ now, texts }: PermitDialect) {
  const untilMs = () => Prisma.sql`${now()} + ${whole(waiterTtlMs)}`;
  return {
    async announce(sql: Sql, key: string, ids: string[]) {
      await sql.prisma.$executeRaw`
        INSERT INTO "PermitWaiter" ("id", "key", "expiresAtMs")
        SELECT "value", ${key}, ${untilMs()} FROM ${texts(JSON.stringify(ids))}`;
    },

    async renew(sql: Sql, ids: string[]) {
      await sql.prisma.$executeRaw`
        UPDATE "PermitWaiter" SET "expiresAtMs" = ${untilMs()}
        WHERE "id" IN (SELECT "value" FROM ${texts(JSON.stringify(ids))})`;
    },

    async withdraw(sql: Sql, id: string) {
      await sql.prisma.$executeRaw`DELETE FROM "PermitWaiter" WHERE "id" = ${id}`;
    },

    async forgetSilent(sql: Sql) {
      const at = now();
      await sql.prisma.$executeRaw`DELETE FROM "PermitWaiter" WHERE NOT (${isWaiting(at)})`;
    },
  };
}

/** A person still waits. A row that expires too far ahead was written before the clock was set back. */
export function isWaiting(at: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`"expiresAtMs" > ${at} AND "expiresAtMs" <= ${at} + ${whole(2 * waiterTtlMs)}`;
}
