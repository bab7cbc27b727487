import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { finalJobStates, type Job } from '@tinygenesy/contract';
import type { EnrichApi } from './enrichApi.ts';
import { stopIfAsked } from './stopIfAsked.ts';

const pollMs = 300;

/**
 * Verifies the emails of a file's leads. A repeated call, also by another process, continues the verification job of the
 * first one. When that job has ended, only emails with an unknown status are verified again.
 * @param key of the file
 * @throws EnrichStopped when `signal` was aborted; what `EnrichApi` throws
 */
export async function verifyEmails(
  api: EnrichApi,
  key: string,
  leadIds: readonly number[],
  { signal, report }: { signal: AbortSignal; report(job: Job): void },
): Promise<void> {
  if (leadIds.length === 0) return;
  const once = createHash('sha256').update(`${key}:emails:${leadIds.join()}`).digest('hex');
  const { job: begun, isNew } = await api.verifyEmails([...leadIds], once);
  const known = isNew ? begun : await api.job(begun.id);
  const hadEnded = finalJobStates.includes(known.state);
  const ended = hadEnded ? known : await watch(known);
  if (hadEnded && (ended.counts['unknown'] ?? 0) > 0) {
    await watch(await api.retry(ended.id));
  }

  async function watch(started: Job): Promise<Job> {
    let job = started.state === 'paused' ? await api.resume(started.id, undefined) : started;
    for (;;) {
      report(job);
      if (finalJobStates.includes(job.state) || job.state === 'paused') return job;
      stopIfAsked(signal);
      await sleep(pollMs, undefined, { signal }).catch(() => undefined);
      stopIfAsked(signal);
      job = await api.job(job.id);
    }
  }
}
