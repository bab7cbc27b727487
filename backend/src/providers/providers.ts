import type { Database } from '../db/database.ts';
import type { Capability } from '../leads/capability.ts';
import { definitionRoutes } from './declared/definitionRoutes.ts';
import { providerRoutes } from './providerRoutes.ts';
import type { ProviderSettings } from './settings.ts';

/** The capability of provider settings and provider definitions. */
export const providers = (deps: { database: Database; providerSettings: ProviderSettings }): Capability => ({
  routes: [...providerRoutes(deps), ...definitionRoutes(deps)],
});
