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

/** The SQL expressions that differ between the databases. */
export interface PermitDialect {
  /** The moment of a statement, in epoch milliseconds. */
  now(): Prisma.Sql;
  /** The larger one of two numbers. */
  larger(a: Prisma.Sql, b: Prisma.Sql): Prisma.Sql;
  /** The texts of a JSON array, one row each, in the column `"value"`. */
  texts(json: string): Prisma.Sql;
}

/** A number with its type: Postgres can't derive the type of a parameter everywhere. */
export const whole = (value: number | bigint): Prisma.Sql => Prisma.sql`CAST(${value} AS bigint)`;

/** Statements on permits that both databases run alike. */
export function permitStatements(dialect: PermitDialect): Omit<PermitStore, 'shared' | 'take' | 'view' | 'addSlots'> {
  return { ...slotStatements(dialect), ...blockStatements(dialect), ...waiterStatements(dialect) };
}

function slotStatements({ now }: PermitDialect) {
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
      await sql.prisma.$executeRaw`UPDATE "PermitSlot" SET "busyUntilMs" = 0 WHERE ${isHeld(held)}`;
    },
  };
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
