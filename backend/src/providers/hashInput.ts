import { createHash } from 'node:crypto';

/** SHA-256 (hex) of what is sent to a provider, whatever the order of its fields: the same question, the same hash. */
export function hashInput(input: Readonly<Record<string, string>>): string {
  const fields = Object.entries(input).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}
