import { providerListSchema, providerPatchSchema, providerSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { route, type Route } from '../http/route.ts';
import type { ProviderSettings } from './settings.ts';

const tag = 'providers';
/** The provider's id in a path. */
export const providerParams = z.object({ id: z.string().max(60) });
const writable: ReadonlySet<string> = new Set(Object.keys(providerPatchSchema.shape));
const readOnly: ReadonlySet<string> = new Set(
  Object.keys(providerSchema.shape).filter((field) => !writable.has(field)),
);

/** Routes of providers and their settings. Routes that need the ledger are in lookups/. */
export function providerRoutes({ providerSettings }: { providerSettings: ProviderSettings }): Route[] {
  return [
    route({
      method: 'get',
      path: '/providers',
      tag,
      summary: 'List the providers in the order of the waterfall, with their current rate-limit state',
      responses: { 200: { description: 'The providers', schema: providerListSchema } },
      handle: async () => ({ status: 200, body: { providers: await providerSettings.list() } }),
    }),
    route({
      method: 'patch',
      path: '/providers/:id',
      tag,
      summary: 'Change a provider’s settings',
      params: providerParams,
      body: providerPatchSchema,
      readOnly,
      responses: { 200: { description: 'The provider', schema: providerSchema } },
      problems: [404],
      handle: async ({ params, body }) => ({ status: 200, body: await providerSettings.patch(params.id, body) }),
    }),
    route({
      method: 'post',
      path: '/providers/:id/unblock',
      tag,
      summary: 'Unblock a provider that asked to wait; jobs that wait for it resume',
      params: providerParams,
      responses: { 200: { description: 'The provider', schema: providerSchema } },
      problems: [404],
      handle: async ({ params }) => ({ status: 200, body: await providerSettings.unblock(params.id) }),
    }),
  ];
}
