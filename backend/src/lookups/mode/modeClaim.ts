import { type Mode, modeSchema } from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { keepConnection, type KeptConnection } from '../../db/keepConnection.ts';
import { readMode } from '../../jobs/mode.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { switchMode } from '../ledger/switchMode.ts';

/** Thrown when the environment of this process claims another mode than that of the running processes. */
export class ModeRefused extends Error {
  override readonly name = 'ModeRefused';

  constructor(claim: Mode) {
    super(
      `PROVIDERS, or the address of a provider, requires ${claim} mode, but other processes run on this database in ` +
        `${claim === 'live' ? 'sandbox' : 'live'} mode. Stop them first, or start this one without that setting.`,
    );
  }
}

export interface ModeClaim {
  /** Returns the mode that the environment of a running process fixes; null: the mode is a setting. */
  fixedMode(sql: Sql): Promise<Mode | null>;
  close(): Promise<void>;
}

export interface ModeClaimDeps {
  database: Database;
  databaseUrl: string;
  /** The mode in the environment; null: none. */
  claim: Mode | null;
  clock: Pick<Clock, 'now'>;
  log: Logger;
}

/** Fixed numbers that no other program uses as lock ids on the same database. */
const turnLock = 7_261_144_204;
const presenceLocks = 726_114_420;
/** The second part of a presence lock. Every running process holds the lock of its claim. */
const presence = { none: 0, sandbox: 1, live: 2 } as const;

/**
 * Claims the mode of the environment. Call this at start, before anything runs. The only process writes its claim into
 * the row; beside others the claim must equal the row. On Postgres a running process holds a lock on its connection; on
 * SQLite one process owns the data.
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
        if (!(await runsElsewhere(sql))) await switchMode(sql, claim, clock.now());
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

/** Locks starts and switches against each other to the end of the transaction. */
export async function takeModeTurn(sql: Sql): Promise<void> {
  if (sql.dialect === 'sqlite') return;
  await sql.prisma.$queryRaw`SELECT pg_advisory_xact_lock(${turnLock})::text`;
}

/** Tells whether a process runs on this Postgres database. */
export const runsElsewhere = async (sql: Sql): Promise<boolean> =>
  (await heldBy(sql, Object.values(presence))).length > 0;

/** Lists the presence locks that any process on this database holds. */
async function heldBy(sql: Sql, objects: readonly number[]): Promise<number[]> {
  const rows = await sql.prisma.$queryRaw<{ objid: number }[]>`SELECT DISTINCT "objid"::int AS "objid" FROM pg_locks
    WHERE "locktype" = 'advisory' AND "granted" AND "classid"::bigint = ${presenceLocks} AND "objsubid" = 2
      AND "objid"::int IN (${Prisma.join([...objects])})
      AND "database" = (SELECT "oid" FROM pg_database WHERE "datname" = current_database())`;
  return rows.map(({ objid }) => objid);
}
