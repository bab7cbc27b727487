import path from 'node:path';
import { databaseFault, type DatabaseFault } from './databaseFault.ts';

/** A database that can't be used as it is; the message tells a person why and the way out. */
export class UnusableDatabaseError extends Error {
  override readonly name: string = 'UnusableDatabaseError';
}

/**
 * Turns what opening or migrating a database threw into a sentence.
 * @param url `file:PATH` or `postgresql://…`; its password is not told
 * @returns an UnusableDatabaseError, or the error itself when the database as such is not at fault
 */
export function unusableDatabase(error: unknown, url: string): unknown {
  const fault = databaseFault(error);
  if (error instanceof UnusableDatabaseError || fault === undefined) return error;
  const sentence = url.startsWith('file:')
    ? sqliteSentence(url.slice('file:'.length), fault)
    : postgresSentence(url, fault);
  return new UnusableDatabaseError(sentence, { cause: error });
}

function sqliteSentence(file: string, fault: DatabaseFault): string {
  const folder = path.dirname(path.resolve(file));
  switch (fault) {
    case 'full':
      return `The disk of ${folder} is full. Free some space and start again; what was saved is still there.`;
    case 'not_a_database':
      return `${file} is not a database, or it is damaged. Move it away, put back a copy (${file}.before-…) or point DATA_DIR at another folder.`;
    case 'busy':
      return `Another program holds ${file}. End it and start again.`;
    case 'no_folder':
      return `The folder ${folder} does not exist. Make it, or point DATA_DIR or DATABASE_URL elsewhere.`;
    default:
      return `${file} can't be written. Give yourself the right to write it and its folder, or point DATA_DIR at another one.`;
  }
}

function postgresSentence(url: string, fault: DatabaseFault): string {
  const { host, pathname, searchParams, username } = new URL(url);
  const where = `Postgres at ${host || (searchParams.get('host') ?? 'localhost')}`;
  switch (fault) {
    case 'refused':
      return `${where} refuses "${username}" for the database "${pathname.slice(1)}". Correct DATABASE_URL, or make the user or the database.`;
    case 'full':
      return `The disk of ${where} is full. Free some space and start again; what was saved is still there.`;
    case 'read_only':
      return `${where} only reads (a standby?). Point DATABASE_URL at the server that writes.`;
    default:
      return `${where} can't be reached. Start it, or correct DATABASE_URL, and start again.`;
  }
}
