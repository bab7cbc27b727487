import type { Engine, WorkflowRun } from '../jobs/engine.ts';

/** The requester of a lookup, which decides the priority of its calls. */
export interface LookupWish {
  person: boolean;
  /** Temporal's fairness key: one per job, and one for all people. */
  fairnessKey: string;
}

export const personWish: LookupWish = { person: true, fairnessKey: 'person' };
export const jobWish = (jobId: number): LookupWish => ({ person: false, fairnessKey: `job-${jobId}` });

export const lookupWorkflowId = (leadId: number): string => `phone-lookup-${leadId}`;

const lookupWorkflow = (leadId: number, { person, fairnessKey }: LookupWish): WorkflowRun => ({
  type: 'phoneLookup',
  id: lookupWorkflowId(leadId),
  args: [leadId],
  signal: 'wantsChanged',
  priority: { priorityKey: person ? 1 : 3, fairnessKey },
});

/** Starts a lead's lookup, or signals the running one that requests changed. */
export const wakeLookup = (engine: Pick<Engine, 'wake'>, leadId: number, wish: LookupWish): Promise<void> =>
  engine.wake(lookupWorkflow(leadId, wish));
