import {
  leadCreateSchema,
  leadListQuerySchema,
  leadListSchema,
  leadPatchSchema,
  leadSchema,
  leadWithLookupSchema,
} from '@tinygenesy/contract';
import { listLeads, readLeads } from './list/leadList.ts';
import { createLead, leadNotFound, updateLead } from './leadWrite.ts';
import type { StartJobDeps } from '../jobs/newLeadJob.ts';
import type { LeadDeps } from './leadDeps.ts';
import { ifMatchHeader, ifMatchVersion } from './ifMatch.ts';
import { idParams, route, type Route } from '../http/route.ts';

const writable: ReadonlySet<string> = new Set(Object.keys(leadPatchSchema.shape));
const readOnly: ReadonlySet<string> = new Set(Object.keys(leadSchema.shape).filter((field) => !writable.has(field)));
const tag = 'leads';

export interface LeadRouteDeps extends LeadDeps, StartJobDeps {
  /** Returns what the other capabilities add to one lead. */
  details(leadId: number): Promise<Record<string, unknown>>;
}

export const leadRoutes = (deps: LeadRouteDeps): Route[] => [...readingRoutes(deps), ...writingRoutes(deps)];

const readingRoutes = ({ database, details }: LeadRouteDeps): Route[] => [
  route({
    method: 'get',
    path: '/leads',
    tag,
    summary: 'List leads, filtered and sorted',
    query: leadListQuerySchema,
    responses: {
      200: {
        description: 'A page of leads; fewer than `limit` do not mean the end: see `nextCursor`',
        schema: leadListSchema,
      },
    },
    problems: [400],
    handle: async ({ query }) => ({ status: 200, body: await listLeads(database, query) }),
  }),
  route({
    method: 'get',
    path: '/leads/:id',
    tag,
    summary: 'Get a lead with its phone lookup',
    params: idParams,
    responses: { 200: { description: 'The lead', schema: leadWithLookupSchema } },
    problems: [404],
    async handle({ params: { id } }) {
      const [lead] = await readLeads(database, [id]);
      if (!lead) throw leadNotFound(id);
      return { status: 200, body: { ...lead, ...(await details(id)) } };
    },
  }),
];

const writingRoutes = (deps: LeadDeps): Route[] => [
  route({
    method: 'post',
    path: '/leads',
    tag,
    summary: 'Add a lead',
    body: leadCreateSchema,
    readOnly,
    responses: {
      201: { description: 'The lead', schema: leadSchema, headers: { Location: 'The path of the lead' } },
    },
    problems: [409],
    async handle({ body }) {
      const lead = await createLead(deps, body);
      return { status: 201, body: lead, headers: { Location: `/leads/${lead.id}` } };
    },
  }),
  route({
    method: 'patch',
    path: '/leads/:id',
    tag,
    summary: 'Change fields of a lead',
    params: idParams,
    body: leadPatchSchema,
    readOnly,
    headers: ifMatchHeader,
    responses: { 200: { description: 'The lead', schema: leadSchema } },
    problems: [404, 409, 412],
    handle: async ({ params: { id }, body, request }) => ({
      status: 200,
      body: await updateLead(deps, id, body, ifMatchVersion(request)),
    }),
  }),
];
