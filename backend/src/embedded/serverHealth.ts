import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { callUntil } from './callUntil.ts';

/** Where a Temporal server listens on this machine, and the namespace that it must know. */
export interface ServerTarget {
  port: number;
  namespace: string;
}

export const host = '127.0.0.1';
const pollMs = 50;
const answerTryMs = 2_000;
const checkEveryMs = 5_000;
const failedChecks = 6;

/** Polls until the server answers. Returns false after the time limit, or once `stop` returns true. */
export async function answersWithin(
  target: ServerTarget,
  timeoutMs: number,
  stop: () => boolean = () => false,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (!stop() && Date.now() < deadline) {
    if (await answers(target, Math.min(deadline, Date.now() + answerTryMs))) return true;
    await sleep(pollMs);
  }
  return false;
}

/**
 * Resolves once the server gave no useful answer to several checks in a row: by default 6 checks in 30 seconds. Checks are
 * counted, not the time, because a sleeping laptop makes none. Never resolves after `signal` is aborted.
 * @param given.onCheck called before each check
 */
export async function unresponsive(
  target: ServerTarget,
  given: { signal: AbortSignal; onCheck(): Promise<void>; everyMs?: number | undefined },
): Promise<void> {
  const { signal, onCheck, everyMs = checkEveryMs } = given;
  for (let failed = 0; failed < failedChecks && !signal.aborted;) {
    const pause = sleep(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    await onCheck();
    const ok = await answers(target, Date.now() + everyMs, signal);
    failed = ok ? 0 : failed + 1;
    await pause;
  }
  if (signal.aborted) await new Promise(() => undefined);
}

/**
 * Returns whether the server describes the namespace. This reads its file: a server whose database calls all fail still
 * answers about itself.
 */
async function answers({ port, namespace }: ServerTarget, deadline: number, signal?: AbortSignal): Promise<boolean> {
  // gRPC waits a second after a refused connection, so the port is checked first.
  if (!(await listens(port, deadline - Date.now()))) return false;
  const connection = Connection.lazy({ address: `${host}:${port}` });
  const describe = () =>
    connection.withDeadline(deadline, () => connection.workflowService.describeNamespace({ namespace }));
  try {
    await (signal === undefined ? describe() : callUntil(connection, signal, describe));
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}

function listens(port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const done = (isListening: boolean) => {
      socket.destroy();
      resolve(isListening);
    };
    socket.setTimeout(Math.max(1, timeoutMs), () => done(false));
    socket.once('error', () => done(false));
    socket.once('connect', () => done(true));
  });
}
