import type { Capability } from '../leads/capability.ts';
import { providerRoutes } from './providerRoutes.ts';
import type { ProviderSettings } from './settings.ts';

/** Providers: their settings, as data. */
export const providers = (deps: { providerSettings: ProviderSettings }): Capability => ({
  routes: providerRoutes(deps),
});
