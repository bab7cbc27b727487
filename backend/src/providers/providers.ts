import type { Capability } from '../leads/capability.ts';
import { providerRoutes } from './providerRoutes.ts';
import type { ProviderSettings } from './settings.ts';

/** The capability of provider settings. */
export const providers = (deps: { providerSettings: ProviderSettings }): Capability => ({
  routes: providerRoutes(deps),
});
