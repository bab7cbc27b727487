import type { LeadSet } from '@tinygenesy/contract';
import { startJob, useStartJob } from '../jobs/startJob.ts';

/** Regenerates the outdated messages of a set. */
export const useRegenerateMessages = () =>
  useStartJob((set: LeadSet, idempotencyKey) => startJob('/leads/regenerate-messages', set, idempotencyKey));
