import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, isGrpcServiceError } from '@temporalio/client';
import type { Logger } from 'pino';
import { callUntil } from './callUntil.ts';

type Service = Connection['workflowService'];

/** For a person who looks at the server's web page. The product reads no closed run. */
const keptRuns = 1_000;
const everyMs = 60_000;
const callTimeoutMs = 10_000;
const pageSize = 200;
const deletesAtOnce = 5;
const notFound = 5;

/**
 * Deletes the oldest closed runs of the embedded Temporal server each minute, so that its file stays small. The server's
 * own retention is at least an hour, in which a busy laptop writes more than a gigabyte.
 * @param given.kept the number of newest closed runs that stay
 */
export function forgetClosedRuns(given: {
  address: string;
  namespace: string;
  log: Pick<Logger, 'warn'>;
  kept?: number;
  everyMs?: number;
}): { stop(): Promise<void> } {
  const { namespace, log, kept = keptRuns } = given;
  const stopping = new AbortController();
  const connection = Connection.lazy({ address: given.address });

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(given.everyMs ?? everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      await deleteOldest(connection, { namespace, kept, signal: stopping.signal }).catch((error: unknown) => {
        if (!stopping.signal.aborted)
          log.warn({ err: error }, 'Closed workflow runs could not be deleted; next try in a minute');
      });
    }
  }

  const working = work();
  return {
    async stop() {
      stopping.abort();
      await working;
      await connection.close();
    },
  };
}

interface Pass {
  namespace: string;
  kept: number;
  signal: AbortSignal;
}

async function deleteOldest(connection: Connection, { namespace, kept, signal }: Pass): Promise<void> {
  const call = <T>(send: (service: Service) => Promise<T>): Promise<T> =>
    connection.withDeadline(Date.now() + callTimeoutMs, () =>
      callUntil(connection, signal, () => send(connection.workflowService)),
    );
  const query = "ExecutionStatus != 'Running'";
  // The server lists the newest first.
  const newest = await call((service) => service.listWorkflowExecutions({ namespace, pageSize: kept, query }));
  for (let { nextPageToken } = newest; nextPageToken?.length && !signal.aborted;) {
    const page = await call((service) => service.listWorkflowExecutions({ namespace, pageSize, query, nextPageToken }));
    nextPageToken = page.nextPageToken;
    const runs = page.executions ?? [];
    for (let from = 0; from < runs.length && !signal.aborted; from += deletesAtOnce) {
      await Promise.all(
        runs
          .slice(from, from + deletesAtOnce)
          .map(({ execution }) =>
            call((service) =>
              service.deleteWorkflowExecution({ namespace, workflowExecution: execution ?? null }),
            ).catch(ignoreGone),
          ),
      );
    }
  }
}

/** A run that is gone already was deleted by the server's own retention. */
function ignoreGone(error: unknown): void {
  if (!isGrpcServiceError(error) || Number(error.code) !== notFound) throw error;
}
