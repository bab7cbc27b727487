import type { Engine, WorkflowRun } from '../jobs/engine.ts';

/** The person or job that requested a lookup: decides the priority of its calls. */
export interface LookupRequester {
  person: boolean;
  /** Temporal's fairness key: one per job, and one for all people. */
  fairnessKey: string;
}

export const byPerson: LookupRequester = { person: true, fairnessKey: 'person' };
export const byJob = (jobId: number): LookupRequester => ({ person: false, fairnessKey: `job-${jobId}` });

export const lookupWorkflowId = (leadId: number): string => `phone-lookup-${leadId}`;

const lookupWorkflow = (leadId: number, { person, fairnessKey }: LookupRequester): WorkflowRun => ({
  type: 'phoneLookup',
  id: lookupWorkflowId(leadId),
  args: [leadId],
  signal: 'wantsChanged',
  priority: { priorityKey: person ? 1 : 3, fairnessKey },
});

/** Starts a lead's lookup, or signals the running one that requests changed. */
export const wakeLookup = (engine: Pick<Engine, 'wake'>, leadId: number, requester: LookupRequester): Promise<void> =>
  engine.wake(lookupWorkflow(leadId, requester));
