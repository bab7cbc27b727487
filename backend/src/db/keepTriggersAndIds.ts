/** A trigger: its table and its CREATE statement. */
export interface Trigger {
  table: string;
  sql: string;
}

/**
 * Completes a new migration that rebuilds SQLite tables (create `new_T`, copy, drop `T`, rename), for `pnpm migrate:dev`.
 * Dropping a table also drops its triggers and its highest id, so ids of deleted rows would be reused.
 * @param sql the migration as Prisma writes it
 * @param triggers the triggers of the database before the migration
 */
export function keepTriggersAndIds(sql: string, triggers: Trigger[]): string {
  const rebuilt = [...sql.matchAll(/^ALTER TABLE "new_(\w+)" RENAME TO "\1";$/gm)].map(([, table = '']) => table);
  let kept = sql;
  for (const table of rebuilt) {
    const create = new RegExp(`^CREATE TABLE "new_${table}" \\([\\s\\S]*?^\\);$`, 'm').exec(sql)?.[0] ?? '';
    if (!create.includes('AUTOINCREMENT')) continue;
    const drop = `DROP TABLE "${table}";`;
    kept = kept.replace(
      drop,
      () => `DELETE FROM sqlite_sequence WHERE name = 'new_${table}';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_${table}', seq FROM sqlite_sequence WHERE name = '${table}';
${drop}`,
    );
  }
  const lost = triggers.filter(({ table }) => rebuilt.includes(table)).map((trigger) => `${trigger.sql};\n`);
  if (lost.length === 0) return kept;
  return `${kept.trimEnd()}\n\n-- The triggers of the tables that were rebuilt\n${lost.join('')}`;
}
