import Sqlite from 'better-sqlite3';
import { Pool } from 'pg';
import { foldedColumns } from '../../backend/src/leads/foldedColumns.ts';
import type { Person } from './generatedPeople.ts';

/** Inserts people with the bare driver: the rows of `Lead` and `ImportRow` that an import writes. */
export interface RawInsert {
  /** Inserts rows in one transaction. */
  batch(rows: readonly RawRow[]): Promise<void>;
  close(): Promise<void>;
}

export type RawRow = Record<string, string | number | null>;

/** The stored values of a person, ready for the driver. */
export function rawRow(id: number, one: Person, { phones }: { phones: boolean }, nowMs: number): RawRow {
  const folded = foldedColumns(one);
  return {
    id,
    version: 1,
    firstName: one.firstName,
    lastName: one.lastName,
    email: one.email,
    jobTitle: one.jobTitle,
    companyName: one.companyName,
    companyWebsite: one.companyWebsite,
    countryCode: one.countryCode,
    phoneNumber: phones ? one.phoneNumber : null,
    phoneProvider: phones ? 'import' : null,
    phoneStatus: phones ? 'found' : 'none',
    phoneRound: 1,
    emailReasons: '[]',
    emailCheck: 'idle',
    linkedinUrl: one.linkedinUrl,
    yearsInRole: Number(one.yearsInRole),
    tags: '["people"]',
    doNotContact: 0,
    custom: phones ? '{}' : JSON.stringify({ Department: one.department }),
    createdAt: nowMs,
    updatedAt: nowMs,
    ...folded,
  };
}

/** @param file the SQLite database, migrated */
export function sqliteInsert(file: string): RawInsert {
  const db = new Sqlite(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  let lead: Sqlite.Statement | undefined;
  const rowResult = db.prepare(
    `INSERT INTO "ImportRow" ("importId", "row", "line", "state", "leadId", "leadVersion") VALUES (1, ?, ?, 'created', ?, 1)`,
  );
  const insert = db.transaction((rows: readonly RawRow[]) => {
    lead ??= db.prepare(`INSERT INTO "Lead" (${quoted(rows[0])}) VALUES (${parameters(rows[0])})`);
    for (const row of rows) {
      lead.run(row);
      rowResult.run(row['id'], row['id'], row['id']);
    }
  });
  return {
    batch: async (rows) => {
      insert(rows);
    },
    close: async () => {
      db.close();
    },
  };
}

/** @param url the Postgres database, migrated */
export function postgresInsert(url: string): RawInsert {
  const pool = new Pool({ connectionString: url, max: 1 });
  return {
    async batch(rows) {
      const columns = quoted(rows[0]);
      const json = JSON.stringify(
        rows.map((row) => ({
          ...row,
          doNotContact: false,
          createdAt: new Date(Number(row['createdAt'])),
          updatedAt: new Date(Number(row['updatedAt'])),
          tags: JSON.parse(String(row['tags'])) as unknown,
          custom: JSON.parse(String(row['custom'])) as unknown,
          emailReasons: [],
        })),
      );
      await pool.query('BEGIN');
      await pool.query(
        `INSERT INTO "Lead" (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::"Lead", $1::jsonb)`,
        [json],
      );
      await pool.query(
        `INSERT INTO "ImportRow" ("importId", "row", "line", "state", "leadId", "leadVersion")
          SELECT 1, id, id, 'created', id, 1 FROM unnest($1::int[]) AS row_result(id)`,
        [rows.map((row) => row['id'])],
      );
      await pool.query('COMMIT');
    },
    close: () => pool.end(),
  };
}

const parameters = (row: RawRow | undefined): string =>
  Object.keys(row ?? {})
    .map((column) => `@${column}`)
    .join(', ');

const quoted = (row: RawRow | undefined): string =>
  Object.keys(row ?? {})
    .map((column) => `"${column}"`)
    .join(', ');
