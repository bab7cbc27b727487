import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepTriggersAndIds, type Trigger } from './keepTriggersAndIds.ts';

// As Prisma writes it.
const rebuild = `-- RedefineTables
PRAGMA defer_foreign_keys=ON;
CREATE TABLE "new_Lead" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL
);
INSERT INTO "new_Lead" ("id", "name") SELECT "id", "name" FROM "Lead";
DROP TABLE "Lead";
ALTER TABLE "new_Lead" RENAME TO "Lead";
PRAGMA defer_foreign_keys=OFF;
`;

let database: Sqlite.Database;
beforeEach(() => {
  database = new Sqlite(':memory:');
  database.exec(`
    CREATE TABLE "Lead" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "name" TEXT);
    CREATE TABLE "Seen" ("name" TEXT);
    CREATE TRIGGER "Lead_seen" AFTER INSERT ON "Lead" BEGIN INSERT INTO "Seen" VALUES (new."name"); END;
    CREATE TRIGGER "Seen_never" BEFORE DELETE ON "Seen" BEGIN SELECT RAISE(ABORT, 'never'); END;
    INSERT INTO "Lead" ("name") VALUES ('Ana'), ('Li'), ('Zoë');
  `);
});
afterEach(() => database.close());

function migrate(sql: string): void {
  const triggers = database.prepare(`SELECT tbl_name AS "table", sql FROM sqlite_schema WHERE type = 'trigger'`).all();
  database.exec(`BEGIN; ${keepTriggersAndIds(sql, triggers as Trigger[])} COMMIT`);
}

it.each([
  ['some rows', `DELETE FROM "Lead" WHERE "id" = 3`],
  ['all rows', `DELETE FROM "Lead"`],
])('does not give an id again after %s were deleted', (_what, deletion) => {
  database.exec(deletion);
  migrate(rebuild);
  database.exec(`INSERT INTO "Lead" ("name") VALUES ('Noa')`);
  expect(database.prepare(`SELECT "id" FROM "Lead" WHERE "name" = 'Noa'`).all()).toEqual([{ id: 4 }]);
});

it('keeps the triggers of a table that is rebuilt, and leaves the others', () => {
  migrate(rebuild);
  database.exec(`INSERT INTO "Lead" ("name") VALUES ('Noa')`);
  expect(database.prepare('SELECT * FROM "Seen"').pluck().all()).toEqual(['Ana', 'Li', 'Zoë', 'Noa']);
  expect(() => database.exec('DELETE FROM "Seen"')).toThrow('never');
});

it('leaves alone what rebuilds nothing', () => {
  const sql = 'ALTER TABLE "Lead" ADD COLUMN "age" INTEGER;\n';
  expect(keepTriggersAndIds(sql, [{ table: 'Lead', sql: 'CREATE TRIGGER x' }])).toBe(sql);
});
