import { astra } from './astra/astra.ts';
import { nimbus } from './nimbus/nimbus.ts';
import { orion } from './orion/orion.ts';
import type { PhoneProvider } from './provider.ts';

/** All coded providers. A new one is a folder with its adapter, and a line here. */
export const phoneProviders: readonly PhoneProvider[] = [orion, astra, nimbus];

/** Returns the provider with this id; undefined when there is none. */
export function phoneProviderById(id: string): PhoneProvider | undefined {
  return phoneProviders.find((provider) => provider.id === id);
}

/**
 * Returns the sandbox's endpoint for a provider, and the key: the same path on the sandbox's host, and the shipped key.
 * A provider as data has its paths itself: its endpoint is the sandbox's host.
 * A configured key is never sent to the sandbox.
 */
export function sandboxTarget(provider: PhoneProvider, sandboxUrl: string): { url: string; apiKey: string } {
  const path = provider.definitionVersion === null ? new URL(provider.live.url).pathname : '/';
  return { url: new URL(path, sandboxUrl).href, apiKey: provider.live.apiKey };
}
