import {
  definitionCheckedSchema,
  definitionCheckSchema,
  providerDirectorySchema,
  type ProviderDirectory,
} from '@tinygenesy/contract';
import type { Database } from '../../db/database.ts';
import { type Route, routesTagged } from '../../http/route.ts';
import { leadNotFound } from '../../leads/leadWrite.ts';
import { readLeads } from '../../leads/list/leadList.ts';
import { checkWithLead } from './checkWithLead.ts';
import { alternativesInWords } from './buildRequest.ts';
import { directory } from './directory/directory.ts';

const { get, post } = routesTagged('providers');

/** Routes of provider definitions. None of them calls a provider. */
export function definitionRoutes({ database }: { database: Database }): Route[] {
  return [
    get('/provider-directory', 'List the provider definitions that the product ships: drafts, not yet tested', {
      answer: ['The definitions, by name', providerDirectorySchema],
      handle: async () => listed,
    }),
    post('/provider-definitions/check', 'Check a provider definition, run its examples and read an answer with it', {
      body: definitionCheckSchema,
      answer: ['The problems, or what the definition sends and reads', definitionCheckedSchema],
      problems: [404],
      async handle({ body }) {
        const { leadId } = body;
        const [lead] = leadId === undefined ? [] : await readLeads(database, [leadId]);
        if (leadId !== undefined && lead === undefined) throw leadNotFound(leadId);
        return checkWithLead(body, lead ?? null);
      },
    }),
  ];
}

const listed: ProviderDirectory = {
  providers: directory.map((definition) => ({
    id: definition.id,
    name: definition.name,
    docs: definition.docs,
    needs: alternativesInWords(definition),
    reserveCredits: definition.price.reserve,
    unconfirmed: definition.unconfirmed,
    definition,
  })),
};
