import type Sqlite from 'better-sqlite3';

/** The product uses about 200 different statements. Lists with different numbers of values add more. */
const maxStatements = 500;

/**
 * Makes a connection prepare each SQL text once. Prisma's adapter prepares a statement for every use, which takes as
 * long as running a small one.
 * @param connection its `prepare` then returns the part of a statement that Prisma's adapter uses
 */
export function rememberStatements(connection: Sqlite.Database): void {
  const prepare = connection.prepare.bind(connection);
  const statements = new Map<string, Remembered>();

  function statement(sql: string): Remembered {
    const known = statements.get(sql);
    if (known !== undefined) {
      // Moves the entry to the end, so that the first entry is the least recently used.
      statements.delete(sql);
      statements.set(sql, known);
      return known;
    }
    const prepared = { statement: prepare(sql), columns: undefined };
    statements.set(sql, prepared);
    const [oldest] = statements.keys();
    if (statements.size > maxStatements && oldest !== undefined) statements.delete(oldest);
    return prepared;
  }

  const exec = connection.exec.bind(connection);
  // A script may change tables, and with them the columns of `SELECT *`.
  connection.exec = (script) => {
    statements.clear();
    return exec(script);
  };
  connection.prepare = ((sql: string) => new Use(statement(sql))) as unknown as typeof connection.prepare;
}

interface Remembered {
  statement: Sqlite.Statement;
  /** Read at the first use, because the driver builds the list anew for each call. */
  columns: Sqlite.ColumnDefinition[] | undefined;
}

/** One use of a statement with its own values. The driver's `bind` is permanent. */
class Use {
  #values: unknown[] = [];

  readonly #of: Remembered;

  constructor(of: Remembered) {
    this.#of = of;
  }

  get reader(): boolean {
    return this.#of.statement.reader;
  }

  bind(values: unknown[]): this {
    this.#values = values;
    return this;
  }

  raw(): this {
    this.#of.statement.raw();
    return this;
  }

  columns(): Sqlite.ColumnDefinition[] {
    return (this.#of.columns ??= this.#of.statement.columns());
  }

  all(): unknown[] {
    return this.#of.statement.all(...this.#values);
  }

  run(): Sqlite.RunResult {
    return this.#of.statement.run(...this.#values);
  }
}
