import { type Mode, modeSchema } from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { keepConnection, type KeptConnection } from '../../db/keepConnection.ts';
import { readMode } from '../../jobs/mode.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { switchMode } from '../ledger/switchMode.ts';

/** The environment of this process asks for another mode than the one that running processes work in. */
export class ModeRefused extends Error {
  override readonly name = 'ModeRefused';

  constructor(claim: Mode) {
    super(
      `PROVIDERS, or the address of a provider, asks for ${claim} mode, but other processes run on this database in ` +
        `${claim === 'live' ? 'sandbox' : 'live'} mode. Stop them first, or start this one without that setting.`,
    );
  }
}

export interface ModeClaim {
  /** The mode that the environment of a running process fixes; null: it is a setting. */
  fixedMode(sql: Sql): Promise<Mode | null>;
  close(): Promise<void>;
}

export interface ModeClaimDeps {
  database: Database;
  databaseUrl: string;
  /** What the environment says; null: nothing. */
  claim: Mode | null;
  clock: Pick<Clock, 'now'>;
  log: Logger;
}

/** Any fixed numbers that no other program takes on the same database. */
const turnLock = 7_261_144_204;
const presenceLocks = 726_114_420;
/** The second part of a presence lock: every running process holds one, according to its claim. */
const presence = { none: 0, sandbox: 1, live: 2 } as const;

/**
 * Call at start, before anything runs. Alone, a process writes its claim into the row; beside others it may claim only
 * what the row says. A process is known to run by a lock that its connection to Postgres holds; on SQLite one process
 * owns the data.
 * @throws ModeRefused
 */
export async function claimMode({ database, databaseUrl, claim, clock, log }: ModeClaimDeps): Promise<ModeClaim> {
  if (database.dialect === 'sqlite') {
    if (claim !== null) await database.transaction((sql) => switchMode(sql, claim, clock.now()));
    return { fixedMode: async () => claim, close: async () => undefined };
  }

  let kept: KeptConnection | null = null;
  try {
    await database.transaction(async (sql) => {
      await takeModeTurn(sql);
      if (claim !== null) {
        if ((await heldBy(sql, Object.values(presence))).length === 0) await switchMode(sql, claim, clock.now());
        else if ((await readMode(sql)) !== claim) throw new ModeRefused(claim);
      }
      kept ??= keepConnection(
        databaseUrl,
        'that says this process runs',
        async (client) => {
          await client.query('SELECT pg_advisory_lock_shared($1, $2)', [presenceLocks, presence[claim ?? 'none']]);
        },
        log,
      );
      await kept.opened;
    });
  } catch (error) {
    await endOf(kept);
    throw error;
  }
  return {
    async fixedMode(sql) {
      const [held] = await heldBy(sql, [presence.sandbox, presence.live]);
      return held === undefined ? null : modeSchema.parse(held === presence.live ? 'live' : 'sandbox');
    },
    close: () => endOf(kept),
  };
}

const endOf = async (kept: KeptConnection | null): Promise<void> => kept?.end();

/** Starts and switches come one after the other, to the end of the transaction. */
export async function takeModeTurn(sql: Sql): Promise<void> {
  if (sql.dialect === 'sqlite') return;
  await sql.prisma.$queryRaw`SELECT pg_advisory_xact_lock(${turnLock})::text`;
}

/** Which of these presence locks are held, by any process on this database. */
async function heldBy(sql: Sql, objects: readonly number[]): Promise<number[]> {
  const rows = await sql.prisma.$queryRaw<{ objid: number }[]>`SELECT DISTINCT "objid"::int AS "objid" FROM pg_locks
    WHERE "locktype" = 'advisory' AND "granted" AND "classid"::bigint = ${presenceLocks} AND "objsubid" = 2
      AND "objid"::int IN (${Prisma.join([...objects])})
      AND "database" = (SELECT "oid" FROM pg_database WHERE "datname" = current_database())`;
  return rows.map(({ objid }) => objid);
}
