import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { beginSetup } from '../setup.mjs';
import { cacheDir, commandFile, inRoot, rootDir } from './paths.mjs';
import { foreground, program } from './program.mjs';

const picturesDir = path.join(cacheDir, 'pictures');

/**
 * Takes pictures of every screen and state with the built product, in light and dark, on a wide and a narrow window, and
 * prints their list. Arguments choose some of the files in `e2e/pictures`.
 */
await program(async (signal) => {
  const { temporalCliPath } = await beginSetup({ signal, temporal: 'always' }).ready;
  const files = process.argv.slice(2);
  // A picture of a state that no longer exists would be looked at as well.
  if (files.length === 0) rmSync(picturesDir, { recursive: true, force: true });
  const startedAtMs = Date.now();
  const code = await foreground(
    process.execPath,
    [commandFile('e2e', '@playwright/test', 'playwright'), 'test', '--config=pictures', ...files],
    { signal, cwd: inRoot('e2e'), env: { TEMPORAL_CLI_PATH: temporalCliPath, PICTURES_DIR: picturesDir } },
  );
  const names = existsSync(picturesDir) ? readdirSync(picturesDir).sort() : [];
  for (const name of names) console.log(path.relative(rootDir, path.join(picturesDir, name)));
  console.log(`${names.length} pictures after ${Math.round((Date.now() - startedAtMs) / 1_000)} s.`);
  return code;
});
