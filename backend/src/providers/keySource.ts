import type { BookedProvider, PhoneProvider } from './provider.ts';

/**
 * Returns where a provider's key for real calls comes from, and what is missing for them.
 * @param entered the names of its secrets that were entered
 * @param isConfigured whether the environment gives its key
 */
export function keySourceOf(
  { secrets, settings, live }: Pick<PhoneProvider, 'secrets' | 'settings' | 'live'>,
  entered: readonly string[],
  isConfigured: boolean,
): Pick<BookedProvider, 'keySource' | 'missing'> {
  const open = secrets.filter(({ name }) => !entered.includes(name)).map(({ label }) => label);
  const blank = settings.filter(({ value }) => !value).map(({ label }) => label);
  const keySource = isConfigured
    ? 'environment'
    : open.length === 0
      ? 'entered'
      : live.apiKey === ''
        ? 'missing'
        : 'shipped';
  return { keySource, missing: { secrets: keySource === 'missing' ? open : [], settings: blank } };
}
