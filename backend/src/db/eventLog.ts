import type { EventName } from '@tinygenesy/contract';
import { Prisma, type Sql } from './database.ts';

export interface NewEvent {
  /** leads | jobs | job:<id> | providers | imports */
  topic: string;
  name: EventName;
  data: unknown;
}

/** Held to the commit on Postgres, so that ids become visible in their order. */
const postgresEventLock = 7_261_144_202;
export const postgresEventChannel = 'tinygenesy_events';

/**
 * Writes events; call it last in the transaction of the change that they tell.
 * Readers (see /live) are woken when it commits.
 */
export async function appendEvents(sql: Sql, events: NewEvent[], at: Date): Promise<void> {
  if (events.length === 0) return;
  if (sql.dialect === 'postgres') {
    await sql.prisma.$queryRaw(Prisma.sql`SELECT pg_advisory_xact_lock(${postgresEventLock})::text`);
  }
  await sql.prisma.event.createMany({
    data: events.map(({ topic, name, data }) => ({ topic, name, data: JSON.stringify(data), at })),
  });
  if (sql.dialect === 'postgres') {
    await sql.prisma.$queryRaw(Prisma.sql`SELECT pg_notify(${postgresEventChannel}, '')::text`);
  }
  sql.eventsWritten();
}
