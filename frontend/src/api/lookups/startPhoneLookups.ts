import type { BulkLookupInput } from '@tinygenesy/contract';
import { startJob, useStartJob } from '../jobs/startJob.ts';

export const useStartPhoneLookups = () =>
  useStartJob((body: BulkLookupInput, idempotencyKey) => startJob('/phone-lookups', body, idempotencyKey));
