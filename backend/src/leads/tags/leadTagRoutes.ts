import { leadTagsChangedSchema, leadTagsSchema } from '@tinygenesy/contract';
import { changeTags } from './leadTags.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { route, type Route } from '../../http/route.ts';

export function leadTagRoutes(deps: LeadDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/leads/tags',
      tag: 'leads',
      summary: 'Add tags to a set of leads, take tags from it',
      body: leadTagsSchema,
      responses: { 200: { description: 'How many leads changed', schema: leadTagsChangedSchema } },
      async handle({ body: { add = [], remove = [], ...set } }) {
        return { status: 200, body: { changed: await changeTags(deps, set, { add, remove }) } };
      },
    }),
  ];
}
