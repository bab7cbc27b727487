import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const rootDir = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');
export const cacheDir = path.join(rootDir, '.cache');
export const packageNames = ['contract', 'backend', 'frontend', 'e2e', 'bench'];

/** An absolute path below the root. */
export const inRoot = (...parts) => path.join(rootDir, ...parts);

/** The JavaScript file behind a command of an installed package, as seen from a workspace package ('' = root). */
export function commandFile(packageDir, dependency, command = dependency) {
  const dir = inRoot(packageDir, 'node_modules', dependency);
  const { bin } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
  return path.join(dir, typeof bin === 'string' ? bin : bin[command]);
}

/** What the environment or, failing that, the root's `.env` says about a name; undefined where neither does. */
export function configured(name) {
  if (process.env[name] !== undefined) return process.env[name] || undefined;
  const file = inRoot('.env');
  if (!existsSync(file)) return undefined;
  const line = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=\\s*(.*?)\\s*$`, 'm').exec(readFileSync(file, 'utf8'));
  return line?.[1].replace(/^(['"])(.*)\1$/, '$2') || undefined;
}
