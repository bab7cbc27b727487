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

/** The endpoint at the sandbox that stands in for a vendor's: same path, another host. */
export function sandboxUrlOf(provider: PhoneProvider, sandboxUrl: string): string {
  return new URL(new URL(provider.live.url).pathname, sandboxUrl).href;
}
