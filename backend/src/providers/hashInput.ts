import { createHash } from 'node:crypto';

/** Returns the SHA-256 (hex) of the fields sent to a provider, in any order: equal questions have equal hashes. */
export function hashInput(input: Readonly<Record<string, string>>): string {
  const fields = Object.entries(input).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}
