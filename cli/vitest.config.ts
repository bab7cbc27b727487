import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    globalSetup: '../backend/src/testing/globalSetup.ts',
    setupFiles: ['../backend/src/testing/failOnConsole.ts', '../backend/src/testing/longWaits.ts'],
    // The backend's tests and the journeys keep the cores busy meanwhile.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
