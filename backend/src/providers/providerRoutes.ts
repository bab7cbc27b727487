import { providerListSchema, providerPatchSchema, providerSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { type Route, routesTagged } from '../http/route.ts';
import type { ProviderSettings } from './settings.ts';

const { get, post, patch } = routesTagged('providers');
/** The provider's id in a path. */
export const providerParams = z.object({ id: z.string().max(60) });
const writable: ReadonlySet<string> = new Set(Object.keys(providerPatchSchema.shape));
const readOnly: ReadonlySet<string> = new Set(
  Object.keys(providerSchema.shape).filter((field) => !writable.has(field)),
);

/** Routes of providers and their settings. Routes that need the ledger are in lookups/. */
export function providerRoutes({ providerSettings }: { providerSettings: ProviderSettings }): Route[] {
  return [
    get('/providers', 'List the providers in the order of the waterfall, with their current rate-limit state', {
      answer: ['The providers', providerListSchema],
      handle: async () => ({ providers: await providerSettings.list() }),
    }),
    patch('/providers/:id', 'Change a provider’s settings', {
      params: providerParams,
      body: providerPatchSchema,
      readOnly,
      answer: ['The provider', providerSchema],
      handle: ({ params, body }) => providerSettings.patch(params.id, body),
    }),
    post('/providers/:id/unblock', 'Unblock a provider that asked to wait; jobs that wait for it resume', {
      params: providerParams,
      answer: ['The provider', providerSchema],
      handle: ({ params }) => providerSettings.unblock(params.id),
    }),
  ];
}
