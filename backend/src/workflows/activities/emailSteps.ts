import { Context } from '@temporalio/activity';

export interface EmailSteps {
  /** Verifies some emails whose recheck is due. `rest`: none was left. */
  recheckDueEmails(): Promise<'more' | 'rest'>;
}

export interface EmailStepsDeps {
  recheckEmails(turn: { signal: AbortSignal; attempt: number }): Promise<'more' | 'rest'>;
}

const heartbeatMs = 5_000;

export function emailSteps({ recheckEmails }: EmailStepsDeps): EmailSteps {
  return {
    async recheckDueEmails() {
      const context = Context.current();
      const heartbeat = setInterval(() => context.heartbeat(), heartbeatMs);
      try {
        return await recheckEmails({ signal: context.cancellationSignal, attempt: context.info.attempt });
      } finally {
        clearInterval(heartbeat);
      }
    },
  };
}
