import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { afterEach, beforeEach, expect, vi } from 'vitest';

// What the page says on the console is a defect somebody should see: it fails the test that caused it.
const said: string[] = [];
const methods = ['log', 'info', 'warn', 'error'] as const;
beforeEach(() => {
  said.length = 0;
  for (const method of methods) {
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => {
      said.push(`console.${method}: ${words.map(String).join(' ')}`);
    });
  }
});
afterEach(() => {
  cleanup();
  localStorage.clear();
  expect(said, 'unexpected console output').toEqual([]);
});

// happy-dom lays nothing out: without a size the virtualiser has no room for a row.
const size = { width: 1_200, height: 720 };
Object.defineProperty(HTMLElement.prototype, 'offsetWidth', { configurable: true, get: () => size.width });
Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { configurable: true, get: () => size.height });
