/**
 * A fault of the database itself, independent of the statement.
 * `away`: no connection at the moment; `busy`: another process holds the file; `refused`: wrong user, password or name;
 * `conflict`: a deadlock or a serialization failure, so the transaction may run again.
 */
export type DatabaseFault =
  'away' | 'busy' | 'conflict' | 'refused' | 'full' | 'read_only' | 'no_folder' | 'not_a_database';

// SQLite's result codes, Postgres' SQLSTATEs, the system's error codes, and the kinds of Prisma's driver adapters.
const faultOfCode: [pattern: RegExp, fault: DatabaseFault][] = [
  [/^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH)$/, 'away'],
  // Connection exceptions, too many connections, the server stopping, crashing or starting.
  [/^(08...|53300|57P0[1-5])$/, 'away'],
  [/^(DatabaseNotReachable|ConnectionClosed|TooManyConnections|P1001|P1002|P1017|P2024)$/, 'away'],
  [/^(40001|40P01|P2034|TransactionWriteConflict)$/, 'conflict'],
  [/^(28...|3D000|DatabaseDoesNotExist|DatabaseAccessDenied|AuthenticationFailed|42501)$/, 'refused'],
  [/^(SQLITE_BUSY.*|SQLITE_LOCKED.*)$/, 'busy'],
  [/^(SQLITE_FULL|53100|ENOSPC|EDQUOT)$/, 'full'],
  [/^(SQLITE_READONLY.*|SQLITE_CANTOPEN.*|SQLITE_IOERR_WRITE|25006|EROFS|EACCES|EPERM)$/, 'read_only'],
  [/^(SQLITE_NOTADB|SQLITE_CORRUPT.*)$/, 'not_a_database'],
];

// Faults to which their libraries give no code.
const faultOfMessage: [pattern: RegExp, fault: DatabaseFault][] = [
  [
    /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|connect ENOENT/i,
    'away',
  ],
  [/database because the directory does not exist/i, 'no_folder'],
];

/** Returns the fault of the database behind an error; undefined if the statement itself caused it. */
export function databaseFault(error: unknown): DatabaseFault | undefined {
  for (const part of partsOf(error)) {
    for (const text of [part.originalCode, part.code, part.kind]) {
      const fault = typeof text === 'string' && faultOfCode.find(([pattern]) => pattern.test(text))?.[1];
      if (fault) return fault;
    }
    const { message } = part;
    const fault = typeof message === 'string' && faultOfMessage.find(([pattern]) => pattern.test(message))?.[1];
    if (fault) return fault;
  }
  return undefined;
}

/** Tells whether the database is unreachable at the moment, so that the same request may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  const fault = databaseFault(error);
  return fault === 'away' || fault === 'busy';
}

type Part = Record<string, unknown>;

/** Yields an error and the errors inside it: its causes, and the driver's error that Prisma wraps. */
function* partsOf(error: unknown): Generator<Part> {
  const seen = new Set<unknown>();
  const open: unknown[] = [error];
  for (let part = open.shift(); part !== undefined; part = open.shift()) {
    if (typeof part !== 'object' || part === null || seen.has(part)) continue;
    seen.add(part);
    const fields = part as Part;
    yield fields;
    open.push(...[fields.cause, fields.meta, fields.driverAdapterError].filter((inner) => inner != null));
    // An AggregateError: one error per address of the host.
    if (Array.isArray(fields.errors)) open.push(...(fields.errors as unknown[]));
  }
}
