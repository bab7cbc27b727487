import {
  jobSchema,
  leadCreateSchema,
  leadDeletedSchema,
  leadDeleteSchema,
  leadListQuerySchema,
  leadListSchema,
  leadPatchSchema,
  leadRestoredSchema,
  leadRestoreSchema,
  leadSchema,
  leadWithLookupSchema,
} from '@tinygenesy/contract';
import { deleteLead, deleteLeadSet, restoreLeads } from './deletion/leadDelete.ts';
import { listLeads, readLeads } from './list/leadList.ts';
import { createLead, leadNotFound, updateLead } from './leadWrite.ts';
import type { Engine } from '../jobs/engine.ts';
import { createDeletionJob } from './deletion/createDeletionJob.ts';
import type { LeadDeps } from './leadDeps.ts';
import { ifMatchHeader, ifMatchVersion } from './ifMatch.ts';
import { idParams, route, type Route } from '../http/route.ts';

const writable: ReadonlySet<string> = new Set(Object.keys(leadPatchSchema.shape));
const readOnly: ReadonlySet<string> = new Set(Object.keys(leadSchema.shape).filter((field) => !writable.has(field)));
const tag = 'leads';

export interface LeadRouteDeps extends LeadDeps {
  engine: Pick<Engine, 'wakeJob'>;
  /** What the capabilities add to one lead. */
  details(leadId: number): Promise<Record<string, unknown>>;
}

export function leadRoutes(deps: LeadRouteDeps): Route[] {
  const { database, details } = deps;
  return [
    route({
      method: 'get',
      path: '/leads',
      tag,
      summary: 'A page of leads, filtered and sorted',
      query: leadListQuerySchema,
      responses: {
        200: { description: 'The page; it may hold fewer than `limit` and still go on', schema: leadListSchema },
      },
      problems: [400],
      handle: async ({ query }) => ({ status: 200, body: await listLeads(database, query) }),
    }),
    route({
      method: 'get',
      path: '/leads/:id',
      tag,
      summary: 'One lead with what its phone lookup has come to',
      params: idParams,
      responses: { 200: { description: 'The lead', schema: leadWithLookupSchema } },
      problems: [404],
      async handle({ params: { id } }) {
        const [lead] = await readLeads(database, [id]);
        if (!lead) throw leadNotFound(id);
        return { status: 200, body: { ...lead, ...(await details(id)) } };
      },
    }),
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
    route({
      method: 'delete',
      path: '/leads/:id',
      tag,
      summary: 'Delete a lead',
      params: idParams,
      responses: { 204: { description: 'Deleted', schema: null } },
      problems: [404],
      async handle({ params: { id } }) {
        await deleteLead(deps, id);
        return { status: 204 };
      },
    }),
    route({
      method: 'delete',
      path: '/leads',
      tag,
      summary: 'Delete a set of leads; more than a thousand as a job',
      body: leadDeleteSchema,
      responses: {
        200: { description: 'Deleted, with what undoes it', schema: leadDeletedSchema },
        202: { description: 'The job that deletes them', schema: jobSchema },
      },
      async handle({ body: { ids, ...rest } }) {
        const set = { ...rest, leadIds: ids };
        const deleted = await deleteLeadSet(deps, set);
        return deleted ? { status: 200, body: deleted } : { status: 202, body: await createDeletionJob(deps, set) };
      },
    }),
    route({
      method: 'post',
      path: '/leads/restore',
      tag,
      summary: 'Undo a deletion, within 24 hours',
      body: leadRestoreSchema,
      responses: {
        200: { description: 'How many are back, and whose e-mail is taken by now', schema: leadRestoredSchema },
      },
      problems: [404],
      handle: async ({ body }) => ({ status: 200, body: await restoreLeads(deps, body.undoToken) }),
    }),
  ];
}
