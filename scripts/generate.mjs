// Writes the Prisma clients for both databases. Run by itself (`pnpm gen:prisma`) or as a step of a start.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { commandFile, inRoot } from './lib/paths.mjs';
import { run } from './lib/run.mjs';

const sqliteSchema = inRoot('backend/prisma/schema.prisma');
export const postgresSchemaFile = inRoot('backend/prisma/generated/postgres.prisma');

/**
 * The Postgres schema for the one set of models: same models, every DateTime a `timestamptz(3)`.
 * @param {string} models the text of schema.prisma
 */
export function postgresSchema(models) {
  return models
    .replace(/^(\s*provider\s*=\s*)"sqlite"/m, '$1"postgresql"')
    .replace(/^(\s*output\s*=\s*)"\.\.\/src\/db\/generated\/sqlite"/m, '$1"../../src/db/generated/postgres"')
    .replace(/^(\s+\w+\s+DateTime\b[?]?(?:\[\])?)/gm, '$1 @db.Timestamptz(3)');
}

/** @param {{signal?: AbortSignal}} options */
export async function generate({ signal } = {}) {
  mkdirSync(path.dirname(postgresSchemaFile), { recursive: true });
  writeFileSync(postgresSchemaFile, postgresSchema(readFileSync(sqliteSchema, 'utf8')));
  await Promise.all([sqliteSchema, postgresSchemaFile].map((schema) => generateClient(schema, signal)));
}

function generateClient(schema, signal) {
  return run(process.execPath, [commandFile('backend', 'prisma'), 'generate', '--schema', schema], {
    cwd: inRoot('backend'),
    signal,
    env: {
      // It insists on finding a schema engine, a download, and then doesn't use it: any file will do.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await generate();
  } catch (error) {
    console.error(error.output || error);
    process.exitCode = 1;
  }
}
