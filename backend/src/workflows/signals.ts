import { defineSignal } from '@temporalio/workflow';

/** Tells a lookup that its requests changed. */
export const wantsChanged = defineSignal('wantsChanged');
/** Tells a job that a person changed it, or that some of its open lookups ended. */
export const jobChanged = defineSignal('jobChanged');
