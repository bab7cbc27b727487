import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { EmailSteps } from './activities/emailSteps.ts';
import { historyIsLong } from './historyIsLong.ts';

const { recheckDueEmails } = proxyActivities<EmailSteps>({
  startToCloseTimeout: '3 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '30 seconds', maximumAttempts: 20 },
});

/**
 * Verifies the emails whose recheck is due, until none is left. The due times are rows: the reconciler starts this workflow
 * when one is due, so a lost run loses no recheck.
 */
export async function emailRechecks(): Promise<void> {
  while (!historyIsLong()) {
    if ((await recheckDueEmails()) === 'rest') return;
  }
  await continueAsNew<typeof emailRechecks>();
}
