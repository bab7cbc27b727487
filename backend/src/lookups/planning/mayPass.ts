import type { ProviderStop } from './types.ts';

/**
 * Tells whether leads pass a stopped provider on to the next one, as its setting says. While every enabled provider is
 * stopped there is no next one, so that jobs go on hold instead of ending all their leads.
 */
export const mayPass = ({ whenStopped }: ProviderStop, providers: readonly ProviderStop[]): boolean =>
  whenStopped === 'pass' && providers.some(({ notUsable, asksToWait }) => notUsable === null && asksToWait === null);
