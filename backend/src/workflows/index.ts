export { bulkJob } from './bulkJob.ts';
export { emailRechecks } from './emailRechecks.ts';
export { phoneLookup } from './phoneLookup.ts';
