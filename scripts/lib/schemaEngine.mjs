import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheDir, inRoot } from './paths.mjs';
import { run } from './run.mjs';
import { Stop } from './stop.mjs';

const backendRequire = createRequire(inRoot('backend/package.json'));
const enginePackage = '@prisma/schema-engine-wasm';

/**
 * Downloads Prisma's schema engine (5 MB, in the version of the installed Prisma) into the cache folder. Only changes of
 * models need it, so it is not a dependency. Prisma's own command needs a larger download.
 * @returns {Promise<(adapter: object, from: string, to: string) => Promise<string>>} returns the SQL that migrates a
 *   database from one version of schema.prisma to another; empty for equal tables. `adapter` is a Prisma driver adapter of
 *   the database
 */
export async function getSchemaDiff({ signal } = {}) {
  const prismaRequire = createRequire(backendRequire.resolve('prisma/package.json'));
  const enginesRequire = createRequire(prismaRequire.resolve('@prisma/engines/package.json'));
  const { version } = enginesRequire('@prisma/engines-version/package.json');
  const dir = path.join(cacheDir, 'schema-engine', version);
  const engineDir = path.join(dir, 'node_modules', enginePackage);
  if (!existsSync(path.join(engineDir, 'schema_engine_bg.js')))
    await download(dir, `${enginePackage}@${version}`, signal);

  const glue = await import(pathToFileURL(path.join(engineDir, 'schema_engine_bg.js')).href);
  const wasm = readFileSync(path.join(engineDir, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();

  const { bindMigrationAwareSqlAdapterFactory } = backendRequire('@prisma/driver-adapter-utils');
  return async (adapter, from, to) => {
    const engine = await glue.SchemaEngine.new(
      { datamodels: undefined },
      () => undefined,
      bindMigrationAwareSqlAdapterFactory(adapter),
    );
    const models = (content) => ({ tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] });
    const { stdout } = await engine.diff({
      from: models(from),
      to: models(to),
      script: true,
      exitCode: null,
      shadowDatabaseUrl: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout.trim() === '-- This is an empty migration.' ? '' : stdout;
  };
}

async function download(dir, name, signal) {
  mkdirSync(dir, { recursive: true });
  try {
    await run('npm', ['install', '--prefix', dir, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', name], {
      cwd: dir,
      signal,
      shell: process.platform === 'win32',
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Stop(
      `${name}, which compares the models, couldn't be downloaded. No migration was written.\n${error.output || error.message}`,
    );
  }
}
