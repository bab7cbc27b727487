import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    name: 'frontend',
    environment: 'happy-dom',
    // The files of one worker share the DOM and loaded modules: to load them takes each file two seconds otherwise.
    isolate: false,
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    restoreMocks: true,
    // Only a busy machine takes so long; waits end before, with what they waited for.
    testTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
