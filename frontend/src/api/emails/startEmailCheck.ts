import type { LeadSet } from '@tinygenesy/contract';
import { startJob, useStartJob } from '../jobs/startJob.ts';

export const useStartEmailCheck = () =>
  useStartJob((set: LeadSet, idempotencyKey) => startJob('/leads/verify-emails', set, idempotencyKey));
