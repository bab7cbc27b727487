import { workflowInfo } from '@temporalio/workflow';

/** Far below Temporal's limit, so that who takes a run over (after a kill) reads it again in no time. */
const maxEvents = 600;

/** Whether a run should end and go on as a new one. */
export const historyIsLong = (): boolean => workflowInfo().historyLength > maxEvents;
