import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

let found: Promise<string> | undefined;

/** The `temporal` program for tests, got in the same ways as for `npm start`. */
export function temporalCliPath(): Promise<string> {
  found ??= promisify(execFile)(process.execPath, [
    fileURLToPath(new URL('../../../scripts/temporal.mjs', import.meta.url)),
  ]).then(({ stdout }) => stdout.trim());
  return found;
}
