import {
  leadCreateSchema,
  leadFacetQuerySchema,
  leadFacetSchema,
  leadListQuerySchema,
  leadListSchema,
  leadPatchSchema,
  leadPlaceQuerySchema,
  leadPlaceSchema,
  leadPositionsQuerySchema,
  leadPositionsSchema,
  leadSchema,
  leadWithLookupSchema,
} from '@tinygenesy/contract';
import { readFacet } from './list/readFacet.ts';
import { listLeads, readLeads, readPlace, readPositions } from './list/leadList.ts';
import { createLead, leadNotFound, readLeadValues, updateLead } from './leadWrite.ts';
import { blankLead } from './editLead.ts';
import { problemsOfRightFields } from './problemsOfRightFields.ts';
import type { StartJobDeps } from '../jobs/newLeadJob.ts';
import { kindsOf, listedValues } from './suppression/listedValues.ts';
import type { LeadDeps } from './leadDeps.ts';
import { ifMatchHeader, ifMatchVersion } from './ifMatch.ts';
import { idParams, route, type Route, routesTagged } from '../http/route.ts';

const writable: ReadonlySet<string> = new Set(Object.keys(leadPatchSchema.shape));
const readOnly: ReadonlySet<string> = new Set(Object.keys(leadSchema.shape).filter((field) => !writable.has(field)));
const tag = 'leads';
const { get, patch } = routesTagged(tag);

export interface LeadRouteDeps extends LeadDeps, StartJobDeps {
  /** Returns what the other capabilities add to one lead. */
  details(leadId: number): Promise<Record<string, unknown>>;
}

export function leadRoutes(deps: LeadRouteDeps): Route[] {
  const { database, details } = deps;
  return [
    get('/leads', 'List leads, filtered and sorted', {
      query: leadListQuerySchema,
      answer: ['A page of leads; it may hold fewer than `limit` and not be the last: see `nextCursor`', leadListSchema],
      problems: [400],
      handle: ({ query }) => listLeads(database, query),
    }),
    get('/leads/positions', 'List cursors at equal distances in a list of leads', {
      query: leadPositionsQuerySchema,
      answer: ['The number of leads, and the cursor after every `step` leads', leadPositionsSchema],
      problems: [400],
      handle: ({ query }) => readPositions(database, query),
    }),
    get('/leads/:id/place', 'Get the place of a lead in a list', {
      params: idParams,
      query: leadPlaceQuerySchema,
      answer: ['The place, from 1; null: the lead is not in the list', leadPlaceSchema],
      handle: ({ params: { id }, query }) => readPlace(database, id, query),
    }),
    get('/leads/facets', 'Count the leads of each value of a field, among the leads that match the other filters', {
      query: leadFacetQuerySchema,
      answer: ['The values of most leads', leadFacetSchema],
      handle: ({ query }) => readFacet(database, query),
    }),
    route({
      method: 'get',
      path: '/leads/:id',
      tag,
      summary: 'Get a lead with its phone lookup',
      params: idParams,
      responses: { 200: { description: 'The lead', schema: leadWithLookupSchema } },
      async handle({ params: { id } }) {
        const [lead] = await readLeads(database, [id]);
        if (!lead) throw leadNotFound(id);
        const [listed = []] = await listedValues(database, [lead]);
        const covered = { suppressed: listed.length > 0, suppressedBy: kindsOf(listed) };
        return { status: 200, body: { ...lead, ...covered, ...(await details(id)) } };
      },
    }),
    route({
      method: 'post',
      path: '/leads',
      tag,
      summary: 'Add a lead',
      body: leadCreateSchema,
      readOnly,
      furtherProblems: async (body) => problemsOfRightFields(blankLead, body),
      responses: {
        201: { description: 'The lead', schema: leadSchema, headers: { Location: 'The path of the lead' } },
      },
      problems: [409],
      async handle({ body }) {
        const lead = await createLead(deps, body);
        return { status: 201, body: lead, headers: { Location: `/leads/${lead.id}` } };
      },
    }),
    patch('/leads/:id', 'Change fields of a lead', {
      params: idParams,
      body: leadPatchSchema,
      readOnly,
      furtherProblems: async (body, { id }) => problemsOfRightFields(await readLeadValues(deps, id), body),
      headers: ifMatchHeader,
      answer: ['The lead', leadSchema],
      problems: [409, 412],
      handle: ({ params: { id }, body, request }) => updateLead(deps, id, body, ifMatchVersion(request)),
    }),
  ];
}
