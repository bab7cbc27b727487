import {
  deletionListSchema,
  jobSchema,
  leadDeletedSchema,
  leadDeleteSchema,
  leadRestoredSchema,
  leadRestoreSchema,
} from '@tinygenesy/contract';
import { idParams, route, type Route, routesTagged } from '../../http/route.ts';
import type { StartJobDeps } from '../../jobs/newLeadJob.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { createDeletionJob } from './createDeletionJob.ts';
import { deleteLead, deleteLeadSet, restoreLeads } from './leadDelete.ts';
import { readDeletions } from './readDeletions.ts';
import { startRestoring } from './restoringJob.ts';

const tag = 'leads';
const { del, get } = routesTagged(tag);

export function deletionRoutes(deps: LeadDeps & StartJobDeps): Route[] {
  return [
    get('/deletions', 'List the deletions that can be undone, newest first', {
      answer: ['The deletions of the last 24 hours', deletionListSchema],
      handle: async () => ({ deletions: await readDeletions(deps.database, deps.clock.now()) }),
    }),
    del('/leads/:id', 'Delete a lead', {
      params: idParams,
      status: 204,
      answer: ['Deleted', null],
      async handle({ params: { id } }) {
        await deleteLead(deps, id);
      },
    }),
    route({
      method: 'delete',
      path: '/leads',
      tag,
      summary: 'Delete a set of leads; above 1,000 leads as a job',
      body: leadDeleteSchema,
      responses: {
        200: {
          description: 'The number of deleted leads, and the token that restores them',
          schema: leadDeletedSchema,
        },
        202: { description: 'The job that deletes the leads', schema: jobSchema },
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
      summary: 'Undo a deletion within 24 hours',
      body: leadRestoreSchema,
      responses: {
        200: {
          description:
            'The number of restored leads, and of leads whose email or LinkedIn profile another lead has now',
          schema: leadRestoredSchema,
        },
        202: { description: 'The job that restores more than 1,000 leads', schema: jobSchema },
      },
      problems: [404],
      async handle({ body: { undoToken } }) {
        const restored = await restoreLeads(deps, undoToken);
        return restored === null
          ? { status: 202, body: await startRestoring(deps, undoToken) }
          : { status: 200, body: restored };
      },
    }),
  ];
}
