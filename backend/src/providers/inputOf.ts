import type { ProviderInput } from './provider.ts';

/**
 * Builds the fields to send from parts that may be missing.
 * `parts`: the provider's field name → its display name and its value.
 */
export function inputOf(parts: Readonly<Record<string, { words: string; value: string | null }>>): ProviderInput {
  const missing = Object.values(parts).flatMap(({ words, value }) => (value === null ? [words] : []));
  if (missing.length > 0) {
    return { ok: false, missing, reason: { code: 'missing_input', text: `Needs ${missing.join(' and ')}` } };
  }
  return { ok: true, input: Object.fromEntries(Object.entries(parts).map(([key, { value }]) => [key, value ?? ''])) };
}
