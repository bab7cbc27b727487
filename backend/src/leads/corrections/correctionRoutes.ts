import {
  correctedEmailsSchema,
  emailCorrectionsSchema,
  idSchema,
  numberInUrl,
  suggestedCorrectionsSchema,
} from '@tinygenesy/contract';
import { z } from 'zod';
import { idParams, type Route, routesTagged } from '../../http/route.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { correctEmails, readCorrections } from './emailCorrections.ts';

const { get, post } = routesTagged('emails');
const querySchema = z.strictObject({ after: numberInUrl(idSchema).optional() });

export function correctionRoutes(deps: LeadDeps): Route[] {
  return [
    get('/jobs/:id/email-corrections', 'List the corrections that are suggested now for the leads of a job', {
      params: idParams,
      query: querySchema,
      answer: ['The corrections of leads with an id above `after`, and the number of all', suggestedCorrectionsSchema],
      handle: ({ params, query }) => readCorrections(deps.database, params.id, query.after ?? 0),
    }),
    post('/leads/email-corrections', 'Correct the emails of leads, if they are unchanged; undone by the reverse', {
      body: emailCorrectionsSchema,
      answer: ['The corrected emails, and the leads that keep theirs', correctedEmailsSchema],
      handle: ({ body }) => correctEmails(deps, body.corrections),
    }),
  ];
}
