import path from 'node:path';
import { databaseFault, type DatabaseFault } from './databaseFault.ts';

/** A database that can't be used. The message tells a person the cause and the next step. */
export class UnusableDatabaseError extends Error {
  override readonly name: string = 'UnusableDatabaseError';
}

/**
 * Turns an error of opening or migrating a database into a message for people.
 * @param url `file:PATH` or `postgresql://…`; its password is not shown
 * @returns an UnusableDatabaseError, or the error itself if the database is not its cause
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
      return `The disk of ${folder} is full. Free disk space and start again. Saved data is safe.`;
    case 'not_a_database':
      return `${file} is not a database, or it is damaged. Move it away, restore a copy (${file}.before-…), or point DATA_DIR to another folder.`;
    case 'busy':
      return `Another program uses ${file}. Stop that program and start again.`;
    case 'no_folder':
      return `The folder ${folder} does not exist. Create it, or point DATA_DIR or DATABASE_URL to another folder.`;
    default:
      return `${file} can't be written. Allow writing to the file and its folder, or point DATA_DIR to another folder.`;
  }
}

function postgresSentence(url: string, fault: DatabaseFault): string {
  const { host, pathname, searchParams, username } = new URL(url);
  const where = `Postgres at ${host || (searchParams.get('host') ?? 'localhost')}`;
  switch (fault) {
    case 'refused':
      return `${where} refuses "${username}" for the database "${pathname.slice(1)}". Correct DATABASE_URL, or create the user or the database.`;
    case 'full':
      return `The disk of ${where} is full. Free disk space and start again. Saved data is safe.`;
    case 'read_only':
      return `${where} is read-only (a standby?). Point DATABASE_URL to the primary server.`;
    default:
      return `${where} can't be reached. Start it, or correct DATABASE_URL, and start again.`;
  }
}
