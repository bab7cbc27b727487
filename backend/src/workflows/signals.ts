import { defineSignal } from '@temporalio/workflow';

/** Somebody began or ceased to want a lookup: look again. */
export const wantsChanged = defineSignal('wantsChanged');
/** A job was changed by a person, or is running out of open lookups: look again. */
export const jobChanged = defineSignal('jobChanged');
