import { afterEach, beforeEach, vi } from 'vitest';

const levels = ['debug', 'error', 'info', 'log', 'warn'] as const;
let said: string[] = [];
let restore: (() => void)[] = [];

// Fails a test that prints, because the output of passing tests is not read. A test that expects output spies on the method.
beforeEach(() => {
  said = [];
  restore = levels.map((level) => {
    const spy = vi.spyOn(console, level).mockImplementation((...parts: unknown[]) => {
      said.push(`console.${level}: ${parts.map(String).join(' ')}`);
    });
    return () => spy.mockRestore();
  });
});

afterEach(() => {
  for (const undo of restore) undo();
  if (said.length > 0) throw new Error(`The test wrote to the console:\n${said.join('\n')}`);
});
