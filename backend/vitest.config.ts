import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    globalSetup: 'src/testing/globalSetup.ts',
    setupFiles: 'src/testing/failOnConsole.ts',
    // Whoever asks first for a shared server waits for its start.
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
