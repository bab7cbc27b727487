import type { KeySource } from '@tinygenesy/contract';
import type { PhoneProvider } from './provider.ts';

/**
 * Returns where a provider's key for real calls comes from.
 * @param entered the names of its secrets that were entered
 * @param isConfigured whether the environment gives its key
 */
export function keySourceOf(
  { secrets, live }: Pick<PhoneProvider, 'secrets' | 'live'>,
  entered: readonly string[],
  isConfigured: boolean,
): KeySource {
  if (isConfigured) return 'environment';
  if (secrets.every(({ name }) => entered.includes(name))) return 'entered';
  return live.apiKey === '' ? 'missing' : 'shipped';
}
