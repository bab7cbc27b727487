import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/activity';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LookupStep } from '../lookups/planning/plan.ts';
import { installRuntime } from '../testing/startTestApp.ts';
import { testTemporal } from '../testing/testTemporal.ts';
import { testWorkflowBundle } from '../testing/testWorkflowBundle.ts';
import type { BulkJobSteps, StepResult } from './activities/bulkJobs.ts';
import type { LookupSteps } from './activities/lookupSteps.ts';
import type { AskResult, CallFailure, PhoneProviderActivities } from './activities/phoneProviders.ts';
import type { bulkJob } from './bulkJob.ts';
import type { phoneLookup } from './phoneLookup.ts';
import { jobChanged, wantsChanged } from './signals.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

/**
 * The workflows with the test's own activities, for cases that would take minutes or thousands of events otherwise.
 */
const queue = `workflows-${randomUUID().slice(0, 8)}`;
const minuteMs = 60_000;
const ask: Extract<LookupStep, { kind: 'ask' }> = {
  kind: 'ask',
  provider: 'orion',
  inputHash: 'hash',
  round: 1,
  step: 1,
  of: 1,
  notBeforeMs: null,
  person: true,
  fairnessKey: 'person',
  maxTries: 3,
  timeoutMs: 1_000,
};
const leave: LookupStep = { kind: 'leave' };

const steps = {
  nextLookupStep: vi.fn<LookupSteps['nextLookupStep']>(),
  endLookup: vi.fn<LookupSteps['endLookup']>(),
  giveUpProvider: vi.fn<LookupSteps['giveUpProvider']>(),
  advanceJob: vi.fn<BulkJobSteps['advanceJob']>(),
};
const askProvider = vi.fn<PhoneProviderActivities['askProvider']>();

let client: Client;
let stop: () => Promise<void>;
beforeAll(async () => {
  installRuntime();
  const address = await testTemporal();
  const [connection, native] = [await Connection.connect({ address }), await NativeConnection.connect({ address })];
  client = new Client({ connection });
  const main = await Worker.create({
    connection: native,
    taskQueue: queue,
    workflowBundle: { codePath: await testWorkflowBundle() },
    activities: steps,
  });
  const orion = await Worker.create({ connection: native, taskQueue: `${queue}-orion`, activities: { askProvider } });
  const running = Promise.all([main.run(), orion.run()]);
  stop = async () => {
    main.shutdown();
    orion.shutdown();
    await running;
    await Promise.all([native.close(), connection.close()]);
  };
});
afterAll(() => stop());

function reset(): void {
  for (const step of [...Object.values(steps), askProvider]) step.mockReset();
  steps.endLookup.mockResolvedValue({ again: false });
  steps.giveUpProvider.mockResolvedValue(undefined);
}
/** Calls until a provider was given up, or up to a limit. */
const askUntilGivenUp = (): void => {
  steps.nextLookupStep.mockImplementation(async () => (steps.giveUpProvider.mock.calls.length > 0 ? leave : ask));
};
const startLookup = (patience?: Parameters<typeof phoneLookup>[1]): Promise<WorkflowHandle<typeof phoneLookup>> =>
  client.workflow.start<typeof phoneLookup>('phoneLookup', {
    workflowId: randomUUID(),
    taskQueue: queue,
    args: patience === undefined ? [1] : [1, patience],
  });
const startJob = (): Promise<WorkflowHandle<typeof bulkJob>> =>
  client.workflow.start<typeof bulkJob>('bulkJob', { workflowId: randomUUID(), taskQueue: queue, args: [7] });
const waitMs = async (work: () => Promise<unknown>): Promise<number> => {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
};

describe('a lookup', () => {
  test('gives up only the provider that made it wait for 15 minutes in total', async () => {
    reset();
    steps.nextLookupStep
      .mockResolvedValueOnce({ ...ask, provider: 'orion' })
      .mockResolvedValueOnce({ ...ask, provider: 'orion' })
      .mockResolvedValue(leave);
    askProvider.mockImplementation(async () => ({ kind: 'not_before', atMs: Date.now() + 100, rateLimited: true }));
    await (await startLookup({ lost: 0, rateLimitedMs: { astra: 60 * minuteMs } })).result();
    expect(askProvider).toHaveBeenCalledTimes(2);
    expect(steps.giveUpProvider).not.toHaveBeenCalled();

    reset();
    askUntilGivenUp();
    askProvider.mockImplementation(async () => ({ kind: 'not_before', atMs: Date.now() + 100, rateLimited: true }));
    await (await startLookup({ lost: 0, rateLimitedMs: { orion: 15 * minuteMs - 1 } })).result();
    expect(askProvider).toHaveBeenCalledTimes(1);
    expect(steps.giveUpProvider.mock.calls).toEqual([
      [1, { provider: 'orion', inputHash: 'hash', code: 'rate_limited', text: 'Too many requests for 15 minutes' }],
    ]);
  });

  test('waits for a permit as long as it takes', async () => {
    reset();
    const results: AskResult[] = Array.from({ length: 30 }, () => ({
      kind: 'not_before',
      atMs: Date.now() - minuteMs,
      rateLimited: false,
    }));
    steps.nextLookupStep.mockImplementation(async () => (results.length > 0 ? ask : leave));
    askProvider.mockImplementation(async () => results.pop() ?? { kind: 'answered' });
    await (await startLookup({ lost: 0, rateLimitedMs: { orion: 14 * minuteMs } })).result();
    expect(askProvider).toHaveBeenCalledTimes(30);
    expect(steps.giveUpProvider).not.toHaveBeenCalled();
  });

  test('gives a provider up after 20 internal faults, and continues with the others', async () => {
    reset();
    askUntilGivenUp();
    askProvider.mockRejectedValue(ApplicationFailure.nonRetryable('the database is away', 'SomethingElse'));
    await (await startLookup({ lost: 20, rateLimitedMs: {} })).result();
    expect(askProvider).toHaveBeenCalledTimes(1);
    expect(steps.giveUpProvider.mock.calls).toMatchObject([[1, { provider: 'orion', code: 'internal' }]]);
  });

  test.each(['BadKey', 'EndpointNotFound', 'BadInput', 'OverBudget'] satisfies CallFailure[])(
    'does not try again after %s: the next step comes from the ledger',
    async (type) => {
      reset();
      steps.nextLookupStep.mockResolvedValueOnce(ask).mockResolvedValue(leave);
      askProvider.mockRejectedValue(ApplicationFailure.retryable('no', type));
      await (await startLookup()).result();
      expect(askProvider).toHaveBeenCalledTimes(1);
      expect(steps.giveUpProvider).not.toHaveBeenCalled();
    },
  );

  test('repeats a failed call as often as the ledger allows', async () => {
    reset();
    steps.nextLookupStep.mockResolvedValueOnce({ ...ask, maxTries: 2 }).mockResolvedValue(leave);
    askProvider.mockRejectedValue(ApplicationFailure.retryable('500', 'ProviderFailed'));
    await (await startLookup()).result();
    expect(askProvider).toHaveBeenCalledTimes(2);
  });

  test('pauses after a failure, unless its requests change', async () => {
    reset();
    const inAMinute = { ...ask, notBeforeMs: Date.now() + minuteMs };
    steps.nextLookupStep.mockResolvedValueOnce(inAMinute).mockResolvedValue(leave);
    const lookup = await startLookup();
    await vi.waitFor(() => expect(steps.nextLookupStep).toHaveBeenCalledTimes(1), 30_000);
    await lookup.signal(wantsChanged);
    expect(await waitMs(() => lookup.result())).toBeLessThan(minuteMs / 2);
    expect(askProvider).not.toHaveBeenCalled();
  });

  test('decides again when a signal came during the call that reports a wait', async () => {
    reset();
    let lookup: WorkflowHandle<typeof phoneLookup> | null = null;
    steps.nextLookupStep.mockResolvedValueOnce(ask).mockResolvedValueOnce(ask).mockResolvedValue(leave);
    askProvider.mockImplementation(async () => {
      await vi.waitFor(() => expect(lookup).not.toBeNull(), 30_000);
      await lookup?.signal(wantsChanged);
      // The workflow has used the signal: it decided that this call is still the next one.
      await vi.waitFor(() => expect(steps.nextLookupStep).toHaveBeenCalledTimes(2), 30_000);
      return { kind: 'not_before', atMs: Date.now() + minuteMs, rateLimited: true };
    });
    lookup = await startLookup();
    const started = lookup;
    expect(await waitMs(() => started.result())).toBeLessThan(minuteMs / 2);
    expect(steps.nextLookupStep).toHaveBeenCalledTimes(3);
  });

  test('that its last decision has ended needs no further step, unless a call is next again', async () => {
    reset();
    steps.nextLookupStep
      .mockResolvedValueOnce({ ...leave, ended: { again: true } })
      .mockResolvedValue({ ...leave, ended: { again: false } });
    await (await startLookup()).result();
    expect(steps.nextLookupStep.mock.calls).toEqual([
      [1, 'end'],
      [1, 'end'],
    ]);
    expect(steps.endLookup).not.toHaveBeenCalled();
  });

  test('is not ended by the decision whether its call is still next', async () => {
    reset();
    steps.nextLookupStep.mockResolvedValueOnce(ask).mockResolvedValue(leave);
    const begun: { lookup?: WorkflowHandle<typeof phoneLookup> } = {};
    askProvider.mockImplementationOnce(async () => {
      await vi.waitFor(() => expect(begun.lookup).toBeDefined());
      await begun.lookup?.signal(wantsChanged);
      await vi.waitFor(() => expect(steps.nextLookupStep).toHaveBeenCalledTimes(2), 10_000);
      return { kind: 'answered' };
    });
    begun.lookup = await startLookup();
    await begun.lookup.result();
    expect(steps.nextLookupStep.mock.calls.slice(0, 2)).toEqual([[1, 'end'], [1]]);
  });

  test('continues when a new request arrives while it ends', async () => {
    reset();
    steps.nextLookupStep.mockResolvedValue(leave);
    const begun: { lookup?: WorkflowHandle<typeof phoneLookup> } = {};
    steps.endLookup.mockImplementationOnce(async () => {
      await vi.waitFor(() => expect(begun.lookup).toBeDefined());
      await begun.lookup?.signal(wantsChanged);
      return { again: false };
    });
    begun.lookup = await startLookup();
    await begun.lookup.result();
    expect(steps.endLookup).toHaveBeenCalledTimes(2);
  });
});

describe('a job', () => {
  const turns = (...given: StepResult[]) => {
    steps.advanceJob.mockImplementation(async () => given.shift() ?? 'rest');
  };

  test('continues at once while work is left, and ends without work', async () => {
    reset();
    turns('more', 'more', 'more');
    await (await startJob()).result();
    expect(steps.advanceJob.mock.calls).toEqual([[7], [7], [7], [7]]);
  });

  test('checks every five seconds, and after a signal', async () => {
    reset();
    turns('wait', 'wait');
    const job = await startJob();
    await vi.waitFor(() => expect(steps.advanceJob).toHaveBeenCalledTimes(1), 30_000);
    await job.signal(jobChanged);
    await vi.waitFor(() => expect(steps.advanceJob).toHaveBeenCalledTimes(2), 4_000);
    await job.result();
    expect(steps.advanceJob).toHaveBeenCalledTimes(3);
  });

  test('continues when it changed while it ended', async () => {
    reset();
    const begun: { job?: WorkflowHandle<typeof bulkJob> } = {};
    steps.advanceJob.mockImplementationOnce(async () => {
      await vi.waitFor(() => expect(begun.job).toBeDefined());
      await begun.job?.signal(jobChanged);
      return 'rest';
    });
    steps.advanceJob.mockResolvedValue('rest');
    begun.job = await startJob();
    await begun.job.result();
    expect(steps.advanceJob).toHaveBeenCalledTimes(2);
  });
});

// At once, because it takes a while.
test('long runs of both continue as new runs with the same state', async () => {
  reset();
  let [asked, turns] = [0, 0];
  steps.nextLookupStep.mockImplementation(async () => (asked < 90 ? ask : leave));
  askProvider.mockImplementation(async () => {
    asked += 1;
    return { kind: 'called_off' };
  });
  steps.advanceJob.mockImplementation(async () => {
    turns += 1;
    return turns < 130 ? 'more' : 'rest';
  });
  const [lookup, job] = [await startLookup({ lost: 3, rateLimitedMs: { orion: 5 } }), await startJob()];
  await Promise.all([lookup.result(), job.result()]);
  expect({ asked, turns }).toEqual({ asked: 90, turns: 130 });
  expect(await inputOfLaterRun(lookup)).toEqual([1, { lost: 3, rateLimitedMs: { orion: 5 } }]);
  expect(await inputOfLaterRun(job)).toEqual([7]);
});

/** What the last run of several was given; the run before it must have ended early. */
async function inputOfLaterRun({ workflowId }: WorkflowHandle): Promise<unknown[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  const before = started?.continuedExecutionRunId ?? '';
  expect(before).not.toBe('');
  const { status, historyLength } = await client.workflow.getHandle(workflowId, before).describe();
  expect(status.name).toBe('CONTINUED_AS_NEW');
  expect(historyLength).toBeLessThan(2_000);
  return (started?.input?.payloads ?? []).map(({ data }) => JSON.parse(Buffer.from(data ?? []).toString()) as unknown);
}
