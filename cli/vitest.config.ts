import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    globalSetup: '../backend/src/testing/globalSetup.ts',
    setupFiles: '../backend/src/testing/failOnConsole.ts',
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
