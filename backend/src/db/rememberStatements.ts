import type Sqlite from 'better-sqlite3';

/** The product sends some 200 different statements; lists of values of different lengths make more. */
const kept = 500;

/**
 * Makes a connection prepare each SQL text once. Prisma's adapter prepares a statement for every use, which takes as
 * long as running a small one.
 * @param connection the connection; `prepare` then returns what Prisma's adapter uses of a statement
 */
export function rememberStatements(connection: Sqlite.Database): void {
  const prepare = connection.prepare.bind(connection);
  const statements = new Map<string, Sqlite.Statement>();

  function statement(sql: string): Sqlite.Statement {
    const known = statements.get(sql);
    if (known !== undefined) {
      // Moves to the end: the first one is the one that was used least recently.
      statements.delete(sql);
      statements.set(sql, known);
      return known;
    }
    const prepared = prepare(sql);
    statements.set(sql, prepared);
    const [oldest] = statements.keys();
    if (statements.size > kept && oldest !== undefined) statements.delete(oldest);
    return prepared;
  }

  connection.prepare = ((sql: string) => new Use(statement(sql))) as unknown as typeof connection.prepare;
}

/** One use of a statement. `bind` of the driver itself binds for ever. */
class Use {
  #values: unknown[] = [];

  constructor(private readonly statement: Sqlite.Statement) {}

  get reader(): boolean {
    return this.statement.reader;
  }

  bind(values: unknown[]): this {
    this.#values = values;
    return this;
  }

  raw(): this {
    this.statement.raw();
    return this;
  }

  columns(): Sqlite.ColumnDefinition[] {
    return this.statement.columns();
  }

  all(): unknown[] {
    return this.statement.all(...this.#values);
  }

  run(): Sqlite.RunResult {
    return this.statement.run(...this.#values);
  }
}
