import { randomUUID } from 'node:crypto';
import { type Database, Prisma } from './database.ts';

/** The right of one process to do some work for the whole database. */
export interface Lease {
  /** Takes or renews it. Returns whether this process holds it for the next `lengthMs`. */
  hold(): Promise<boolean>;
  /** Gives it back, so that another process can take it at once. */
  release(): Promise<void>;
}

/**
 * Creates a lease as a row with its owner and expiry, in the database's clock. The lease of a process that died expires.
 * On SQLite one process owns the data and always holds it.
 */
export function createLease(
  { dialect, prisma }: Pick<Database, 'dialect' | 'prisma'>,
  { name, lengthMs }: { name: string; lengthMs: number },
): Lease {
  if (dialect === 'sqlite') return { hold: async () => true, release: async () => undefined };
  const owner = randomUUID();
  return {
    async hold() {
      const held = await prisma.$executeRaw(
        Prisma.sql`INSERT INTO "Lease" ("name", "owner", "until")
          VALUES (${name}, ${owner}, clock_timestamp() + ${lengthMs}::int * interval '1 millisecond')
          ON CONFLICT ("name") DO UPDATE SET "owner" = excluded."owner", "until" = excluded."until"
            WHERE "Lease"."owner" = excluded."owner" OR "Lease"."until" <= clock_timestamp()`,
      );
      return held === 1;
    },
    async release() {
      await prisma.$executeRaw(Prisma.sql`DELETE FROM "Lease" WHERE "name" = ${name} AND "owner" = ${owner}`);
    },
  };
}
