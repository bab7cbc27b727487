// Generates the Prisma clients for both databases. Runs as a command (`pnpm gen:prisma`) and as a set-up step.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { commandFile, inRoot } from './lib/paths.mjs';
import { run } from './lib/run.mjs';

const sqliteSchema = inRoot('backend/prisma/schema.prisma');
export const postgresSchemaFile = inRoot('backend/prisma/generated/postgres.prisma');

/**
 * Returns the Postgres schema: the same models, with each DateTime as `timestamptz(3)`.
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
      // Prisma requires a schema engine binary, a download, but does not use it here. Any file works.
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
