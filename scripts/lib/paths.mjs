import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

export const rootDir = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');
export const cacheDir = path.join(rootDir, '.cache');
export const packageNames = ['contract', 'backend', 'frontend', 'cli', 'e2e', 'bench'];

/** Returns an absolute path below the root. */
export const inRoot = (...parts) => path.join(rootDir, ...parts);

/** Returns the JavaScript file of a command of an installed package, resolved from a workspace package ('' = root). */
export function commandFile(packageDir, dependency, command = dependency) {
  const dir = inRoot(packageDir, 'node_modules', dependency);
  const { bin } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
  return path.join(dir, typeof bin === 'string' ? bin : bin[command]);
}

/** Returns a setting from the environment, or from the root's `.env`; undefined where both lack it. */
export function configured(name) {
  const file = inRoot('.env');
  const own = existsSync(file) ? parseEnv(readFileSync(file, 'utf8'))[name] : undefined;
  return process.env[name]?.trim() || own?.trim() || undefined;
}
