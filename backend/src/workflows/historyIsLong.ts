import { workflowInfo } from '@temporalio/workflow';

/** Far below Temporal's limit, so that a worker that takes over a run after a kill replays it quickly. */
const maxEvents = 600;

/** Tells whether a run should continue as a new one. */
export const historyIsLong = (): boolean => workflowInfo().historyLength > maxEvents;
