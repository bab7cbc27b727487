import {
  suppressionCheckSchema,
  suppressionEntriesSchema,
  suppressionsAddedSchema,
  suppressionsAddQuerySchema,
  suppressionsAddSchema,
  suppressionsQuerySchema,
  suppressionsRemovedSchema,
  suppressionsSchema,
} from '@tinygenesy/contract';
import { readUpload } from '../http/requests/readUpload.ts';
import { idParams, route, type Route, routesTagged } from '../http/route.ts';
import { addEntries, type ListDeps } from './entries/addEntries.ts';
import { checkEntries } from './entries/checkEntries.ts';
import { beginRemoval, removeEntries } from './entries/removeEntries.ts';
import { readRecords } from './reading/readRecords.ts';
import { readSuppressions } from './readSuppressions.ts';
import { recordsOf } from './reading/recordsOf.ts';

const tag = 'suppression list';
const { get, post, del } = routesTagged(tag);
const pasted = 'Pasted list';

export interface SuppressionRouteDeps extends ListDeps {
  /** Begins the work that follows a change of the list, without waiting for it. */
  onListChanged(): void;
}

export function suppressionRoutes(deps: SuppressionRouteDeps): Route[] {
  const { database, onListChanged } = deps;
  return [
    get('/suppressions', 'The counts of the suppression list and a page of its uploads, newest first', {
      query: suppressionsQuerySchema,
      answer: ['The list', suppressionsSchema],
      problems: [400],
      handle: ({ query }) => readSuppressions(database, query),
    }),
    route({
      method: 'post',
      path: '/suppressions',
      tag,
      summary: 'Add emails, domains, phone numbers and LinkedIn profiles that must never be contacted or looked up',
      query: suppressionsAddQuerySchema,
      body: suppressionsAddSchema,
      upload: {
        types: ['text/plain', 'text/csv', 'multipart/form-data'],
        description: 'Send the list as application/json, text/plain or text/csv: a value per line, or CSV.',
      },
      responses: { 200: { description: 'The counts, and what was not understood', schema: suppressionsAddedSchema } },
      problems: [408],
      async handle({ query, body, request }) {
        try {
          // The body is undefined for a text.
          if ((body as typeof body | undefined) !== undefined) {
            const { entries, name = pasted, defaultCountryCode = null } = body;
            return { status: 200, body: await addEntries(deps, recordsOf(entries), { name, defaultCountryCode }) };
          }
          const { fileName, pieces } = await readUpload(request);
          const { fileName: name = request.is('multipart/form-data') ? fileName : pasted, defaultCountryCode = null } =
            query;
          return { status: 200, body: await addEntries(deps, readRecords(pieces), { name, defaultCountryCode }) };
        } finally {
          onListChanged();
        }
      },
    }),
    post('/suppressions/check', 'Check whether the suppression list covers values; nothing is written', {
      body: suppressionEntriesSchema,
      answer: ['A result for each value', suppressionCheckSchema],
      handle: ({ body }) => checkEntries(database, body),
    }),
    del('/suppressions', 'Remove values from the suppression list', {
      body: suppressionEntriesSchema,
      answer: ['The counts', suppressionsRemovedSchema],
      async handle({ body }) {
        const removed = await removeEntries(database, body);
        onListChanged();
        return removed;
      },
    }),
    del('/suppressions/batches/:id', 'Remove the values of one upload from the suppression list, in the background', {
      params: idParams,
      status: 202,
      answer: ['Accepted', null],
      async handle({ params: { id } }) {
        await beginRemoval(database, id);
        onListChanged();
      },
    }),
  ];
}
