import { jobSchema, leadTagsChangedSchema, leadTagsSchema } from '@tinygenesy/contract';
import { changeTags } from './leadTags.ts';
import type { StartJobDeps } from '../../jobs/newLeadJob.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { startTagging } from './taggingJob.ts';
import { route, type Route } from '../../http/route.ts';

export function leadTagRoutes(deps: LeadDeps & StartJobDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/leads/tags',
      tag: 'leads',
      summary: 'Add tags to a set of leads, and remove tags from it; above 1,000 leads as a job',
      body: leadTagsSchema,
      responses: {
        200: { description: 'The number of changed leads', schema: leadTagsChangedSchema },
        202: { description: 'The job that changes more than 1,000 leads', schema: jobSchema },
      },
      async handle({ body: { add = [], remove = [], ...set } }) {
        const changed = await changeTags(deps, set, { add, remove });
        return changed === null
          ? { status: 202, body: await startTagging(deps, set, { add, remove }) }
          : { status: 200, body: { changed } };
      },
    }),
  ];
}
