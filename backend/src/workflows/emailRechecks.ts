import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { EmailSteps } from './activities/emailSteps.ts';
import { historyIsLong } from './historyIsLong.ts';

const { recheckDueEmails } = proxyActivities<EmailSteps>({
  startToCloseTimeout: '3 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '30 seconds', maximumAttempts: 20 },
});

/**
 * Asks again about the e-mails whose timers have run out, until none is left. The timers are rows: the reconciler starts
 * this whenever one has run out, so that none is lost with a run.
 */
export async function emailRechecks(): Promise<void> {
  while (!historyIsLong()) {
    if ((await recheckDueEmails()) === 'rest') return;
  }
  await continueAsNew<typeof emailRechecks>();
}
