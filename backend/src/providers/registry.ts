import { astra } from './astra/astra.ts';
import { nimbus } from './nimbus/nimbus.ts';
import { orion } from './orion/orion.ts';
import type { PhoneProvider } from './provider.ts';

/** All vendors. A new one is a folder with its adapter and a line here. */
export const phoneProviders: readonly PhoneProvider[] = [orion, astra, nimbus];

/** The vendor with this id; undefined when there is none. */
export function phoneProviderById(id: string): PhoneProvider | undefined {
  return phoneProviders.find((provider) => provider.id === id);
}

/**
 * Where the sandbox stands in for a vendor, and with which key: the same path on another host, and the shipped key
 * whatever is configured, so that a paid key is never sent to it.
 */
export function sandboxTarget(provider: PhoneProvider, sandboxUrl: string): { url: string; apiKey: string } {
  return { url: new URL(new URL(provider.live.url).pathname, sandboxUrl).href, apiKey: provider.live.apiKey };
}
