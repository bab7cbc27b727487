import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheDir, inRoot } from './paths.mjs';

const notInputs = new Set(['node_modules', 'dist', 'generated', '.git']);
const isTest = /\.test\.tsx?$/;

/**
 * Hashes the contents of files and folders below the root, without tests. Missing files are part of the hash.
 * @param {string[]} inputs paths below the root
 * @param {string[]} facts other inputs of the step
 */
export function hashOf(inputs, facts = []) {
  const hash = createHash('sha256');
  for (const fact of facts) hash.update(`${fact}\0`);
  for (const input of inputs) add(hash, input);
  return hash.digest('hex');
}

function add(hash, relative) {
  const absolute = inRoot(relative);
  let entries;
  try {
    entries = readdirSync(absolute, { withFileTypes: true });
  } catch (error) {
    hash.update(`${relative}\0`);
    if (error.code === 'ENOTDIR') hash.update(readFileSync(absolute));
    else if (error.code !== 'ENOENT') throw error;
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!notInputs.has(entry.name) && !isTest.test(entry.name)) add(hash, path.join(relative, entry.name));
  }
}

const stampFile = (name) => path.join(cacheDir, 'stamps', name);

/** Returns whether a step ran with these inputs and its outputs (paths below the root) still exist. */
export function isStamped(name, hash, outputs) {
  try {
    return readFileSync(stampFile(name), 'utf8') === hash && outputs.every((output) => existsSync(inRoot(output)));
  } catch {
    return false;
  }
}

/** Returns whether a step ran, with any inputs. */
export const hasStamp = (name) => existsSync(stampFile(name));

/** Clears the stamp of a step before it runs, so that an interrupted step runs again. */
export function clearStamp(name) {
  rmSync(stampFile(name), { force: true });
}

export function writeStamp(name, hash) {
  mkdirSync(path.dirname(stampFile(name)), { recursive: true });
  writeFileSync(stampFile(name), hash);
}
