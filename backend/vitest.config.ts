import { readFileSync } from 'node:fs';
import os from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const startsProduct = /startProduct|killMidJob|startTemporalServer/;

/** Begins with the files that start processes, then by size: a long file at the end would run alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => startsProduct.test(readFileSync(moduleId, 'utf8'));
    return [...bySize.filter(isLong), ...bySize.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    globalSetup: 'src/testing/globalSetup.ts',
    setupFiles: 'src/testing/failOnConsole.ts',
    // The files of one worker share loaded modules: to load Temporal and Prisma takes each file a second otherwise.
    isolate: false,
    // The tests wait more than they compute, so no core is kept free for Vitest itself, as it does by default.
    maxWorkers: os.availableParallelism(),
    sequence: { sequencer: LongestFirst },
    // The first test that needs a shared server waits for its start.
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
