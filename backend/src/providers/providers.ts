import type { Capability } from '../leads/capability.ts';
import { type DefinitionDeps, definitionRoutes } from './declared/definitionRoutes.ts';
import { providerRoutes } from './providerRoutes.ts';
import type { ProviderSettings } from './settings.ts';

/** The capability of provider settings, provider definitions and secrets. */
export const providers = (deps: DefinitionDeps & { providerSettings: ProviderSettings }): Capability => ({
  routes: [...providerRoutes(deps), ...definitionRoutes(deps)],
});
