import { readFileSync } from 'node:fs';
import os from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const startsProcesses = /startProduct|startOwnProduct|killMidJob|startTemporalServer|two processes/;
const runsWorkflows = /startTestApp|testTemporal/;

/** Begins with files that start processes, then those that run workflows, by size: a long file at the end would run alone. */
class LongestFirst extends BaseSequencer {
  /** The first of two parts are the long files, which mostly wait. */
  override async shard(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isFirst = this.ctx.config.shard?.index === 1;
    return files.filter((file) => rankOf(file) < 2 === isFirst);
  }

  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files);
    return bySize
      .map((file) => ({ file, rank: rankOf(file) }))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ file }) => file);
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const text = readFileSync(moduleId, 'utf8');
  if (startsProcesses.test(text)) return 0;
  return runsWorkflows.test(text) ? 1 : 2;
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    globalSetup: 'src/testing/globalSetup.ts',
    setupFiles: ['src/testing/failOnConsole.ts', 'src/testing/longWaits.ts'],
    // As `vi.waitFor`, in `longWaits.ts`.
    expect: { poll: { timeout: 30_000 } },
    // The files of one worker share loaded modules: to load Temporal and Prisma takes each file a second otherwise.
    isolate: false,
    // The tests wait more than they compute, so no core is kept free for Vitest itself, as it does by default. One worker
    // more slows the journeys beside it, and tests about time become unreliable.
    maxWorkers: os.availableParallelism(),
    sequence: { sequencer: LongestFirst },
    // The first test that needs a shared server waits for its start, and other tests keep the cores busy meanwhile.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
