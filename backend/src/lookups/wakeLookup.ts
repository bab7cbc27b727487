import type { Engine, WorkflowRun } from '../jobs/engine.ts';

/** Who waits for a lookup, which decides how soon its calls are made. */
export interface LookupWish {
  person: boolean;
  /** Whose turns it uses up: a job's, or people's. */
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

/** Starts a lead's lookup, or tells the one that runs to look again. */
export const wakeLookup = (engine: Pick<Engine, 'wake'>, leadId: number, wish: LookupWish): Promise<void> =>
  engine.wake(lookupWorkflow(leadId, wish));
