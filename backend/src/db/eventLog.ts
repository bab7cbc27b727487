import type { EventName } from '@tinygenesy/contract';
import { Prisma, type Sql } from './database.ts';
import { instant } from './instant.ts';

export interface NewEvent {
  /** leads | jobs | job:<id> | providers | imports */
  topic: string;
  name: EventName;
  data: unknown;
}

/** A Postgres lock that is held until the commit, so that ids become visible in order. */
const postgresEventLock = 7_261_144_202;
export const postgresEventChannel = 'tinygenesy_events';

/**
 * Writes events. Call it last in the transaction of the change.
 * The commit wakes the readers (`http/live`).
 */
export async function appendEvents(sql: Sql, events: NewEvent[], at: Date): Promise<void> {
  if (events.length === 0) return;
  if (sql.dialect === 'postgres') {
    await sql.prisma.$queryRaw(Prisma.sql`SELECT pg_advisory_xact_lock(${postgresEventLock})::text`);
  }
  const time = instant(sql.dialect, at);
  const rows = events.map(({ topic, name, data }) => Prisma.sql`(${topic}, ${name}, ${JSON.stringify(data)}, ${time})`);
  await sql.prisma.$executeRaw`INSERT INTO "Event" ("topic", "name", "data", "at") VALUES ${Prisma.join(rows)}`;
  if (sql.dialect === 'postgres') {
    await sql.prisma.$queryRaw(Prisma.sql`SELECT pg_notify(${postgresEventChannel}, '')::text`);
  }
  sql.eventsWritten();
}
