// One process of the limiter benchmark: limiterCaller.ts CALLER_OPTIONS_AS_JSON. Prints `ready`, starts after a line on
// stdin, calls as fast as the limiter allows for `runMs`, and prints a CallerReport as JSON.
import { once } from 'node:events';
import { openDatabase } from '../../backend/src/db/database.ts';
import { systemClock } from '../../backend/src/platform/clock.ts';
import { sendHttp } from '../../backend/src/providers/http.ts';
import { callWithPermit } from '../../backend/src/utils/fixtures/callWithPermit.ts';
import type { PermitSettings } from '../../backend/src/utils/permit.ts';
import { QueuedRateLimiter } from '../../backend/src/utils/QueuedRateLimiter.ts';
import { cpuMs } from './machine.ts';
import { tokenBucket } from './tokenBucket.ts';

export interface Lane {
  key: string;
  settings: PermitSettings;
  latencyMs: { least: number; most: number };
}

export interface CallerOptions {
  limit: 'permits' | 'bucket';
  databaseUrl: string;
  providerUrl: string;
  lanes: Lane[];
  /** Number of processes that share the limits. Each token bucket gets its part of the rate. */
  processes: number;
  runMs: number;
}

export interface CallerReport {
  calls: number;
  /** Permits returned because the request was not on the wire in time. */
  late: number;
  cpuMs: number;
}

const options = JSON.parse(process.argv[2] ?? '') as CallerOptions;
const { limit, databaseUrl, providerUrl, lanes, processes, runMs } = options;
const database = await openDatabase(databaseUrl);
const limiter = new QueuedRateLimiter({ database, clock: systemClock });
if (limit === 'permits') await limiter.prepareAtStart(lanes);
console.log('ready');
await once(process.stdin, 'data');

const cpuBeforeMs = cpuMs();
const endMs = performance.now() + runMs;
const report: CallerReport = { calls: 0, late: 0, cpuMs: 0 };
await Promise.all(lanes.flatMap((lane) => (limit === 'permits' ? withPermits(lane) : withBucket(lane))));
console.log(JSON.stringify({ ...report, cpuMs: cpuMs() - cpuBeforeMs }));
await database.close();
process.stdin.destroy();

/** Enough callers to use the whole limit without the other processes. */
function callersOf({ settings }: Lane): number {
  return settings.maxConcurrent + Math.ceil(settings.ratePerSecond / 4);
}

function latencyOf({ latencyMs: { least, most } }: Lane): number {
  return Math.round(least + Math.random() * (most - least));
}

function withPermits(lane: Lane): Promise<void>[] {
  return Array.from({ length: callersOf(lane) }, async () => {
    for (let waitMs = runMs; waitMs > 0; waitMs = endMs - performance.now()) {
      const { kind, late } = await callWithPermit({
        limiter,
        key: lane.key,
        settings: () => lane.settings,
        url: providerUrl,
        latencyMs: latencyOf(lane),
        waitMs,
      });
      report.late += late;
      if (kind === 'called') report.calls += 1;
      // The calls of a window are used up until the end of the run.
      if (kind === 'not_before') return;
    }
  });
}

function withBucket(lane: Lane): Promise<void>[] {
  const { ratePerSecond, maxConcurrent } = lane.settings;
  const bucket = tokenBucket(ratePerSecond / processes, Math.ceil(maxConcurrent / processes));
  return Array.from({ length: callersOf(lane) }, async () => {
    while (await bucket.acquire(endMs)) {
      await sendHttp({
        url: new URL(`${providerUrl}/${lane.key}?ms=${latencyOf(lane)}`),
        method: 'POST',
        headers: {},
        body: '{}',
        maxBodyBytes: 1_000,
        reach: 'any',
        signal: AbortSignal.timeout(30_000),
      });
      bucket.release();
      report.calls += 1;
    }
  });
}
