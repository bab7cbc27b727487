export { bulkJob } from './bulkJob.ts';
export { phoneLookup } from './phoneLookup.ts';
