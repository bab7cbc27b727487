import {
  emailCheckEstimateSchema,
  emailReasonCountsSchema,
  emailVerificationRequestSchema,
  emailVerificationSchema,
  leadSchema,
  leadSetSchema,
} from '@tinygenesy/contract';
import { z } from 'zod';
import type { EmailChecks } from './createEmailChecks.ts';
import type { OnceDeps } from '../http/appDeps.ts';
import { idParams, type Route, routesTagged } from '../http/route.ts';
import { jobStartRoute } from '../jobs/jobStartRoute.ts';

const tag = 'emails';
const { get, post } = routesTagged(tag);

/** The limit of single addresses per client and minute. */
export const verificationsPerMinute = 60;

export function emailRoutes(deps: OnceDeps & { emailChecks: EmailChecks }): Route[] {
  const { emailChecks } = deps;
  return [
    post('/email-verifications', 'Verify an email address, within 5 s', {
      perMinute: verificationsPerMinute,
      body: emailVerificationRequestSchema,
      answer: ['The verdict with its reasons', emailVerificationSchema],
      handle: ({ body }) => emailChecks.verify(body.email),
    }),
    post('/leads/:id/email-verification', 'Verify the email of a lead, within 5 s', {
      params: idParams,
      body: z.strictObject({}),
      answer: ['The lead with its new verdict', leadSchema],
      problems: [409],
      handle: ({ params }) => emailChecks.verifyLead(params.id),
    }),
    jobStartRoute(deps, {
      path: '/leads/verify-emails',
      tag,
      summary: 'Verify the emails of a set of leads',
      body: leadSetSchema,
      problems: [409],
      start: (set) => emailChecks.startJob(set),
    }),
    post('/leads/verify-emails/estimate', 'Estimate a verification job, and count the set’s verdicts now', {
      body: leadSetSchema,
      answer: ['The estimate', emailCheckEstimateSchema],
      handle: ({ body }) => emailChecks.estimate(body),
    }),
    get(
      '/jobs/:id/email-reasons',
      'Count the reasons of a verification job’s verdicts other than valid: invalid, then risky, then unknown',
      {
        params: idParams,
        answer: ['The verdicts and reasons with their counts', emailReasonCountsSchema],
        handle: ({ params }) => emailChecks.reasonsOfJob(params.id),
      },
    ),
  ];
}
