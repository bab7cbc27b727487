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
import { idParams, route, type Route } from '../http/route.ts';
import { jobStartRoute } from '../jobs/jobStartRoute.ts';

const tag = 'emails';

/** The limit of single addresses per client and minute. */
export const verificationsPerMinute = 60;

export function emailRoutes(deps: OnceDeps & { emailChecks: EmailChecks }): Route[] {
  const { emailChecks } = deps;
  return [
    route({
      method: 'post',
      path: '/email-verifications',
      perMinute: verificationsPerMinute,
      tag,
      summary: 'Verify an email address, within 5 s',
      body: emailVerificationRequestSchema,
      responses: { 200: { description: 'The verdict with its reasons', schema: emailVerificationSchema } },
      problems: [429],
      handle: async ({ body }) => ({ status: 200, body: await emailChecks.verify(body.email) }),
    }),
    route({
      method: 'post',
      path: '/leads/:id/email-verification',
      tag,
      summary: 'Verify the email of a lead, within 5 s',
      params: idParams,
      body: z.strictObject({}),
      responses: { 200: { description: 'The lead with its new verdict', schema: leadSchema } },
      problems: [404, 409],
      handle: async ({ params }) => ({ status: 200, body: await emailChecks.verifyLead(params.id) }),
    }),
    jobStartRoute(deps, {
      path: '/leads/verify-emails',
      tag,
      summary: 'Verify the emails of a set of leads',
      body: leadSetSchema,
      problems: [409],
      start: (set) => emailChecks.startJob(set),
    }),
    route({
      method: 'post',
      path: '/leads/verify-emails/estimate',
      tag,
      summary: 'Estimate a verification job, and count the set’s verdicts now',
      body: leadSetSchema,
      responses: { 200: { description: 'The estimate', schema: emailCheckEstimateSchema } },
      handle: async ({ body }) => ({ status: 200, body: await emailChecks.estimate(body) }),
    }),
    route({
      method: 'get',
      path: '/jobs/:id/email-reasons',
      tag,
      summary: 'Count the reasons of a verification job’s verdicts other than valid, worst first',
      params: idParams,
      responses: {
        200: { description: 'The verdicts and reasons with their counts', schema: emailReasonCountsSchema },
      },
      problems: [404],
      handle: async ({ params }) => ({ status: 200, body: await emailChecks.reasonsOfJob(params.id) }),
    }),
  ];
}
