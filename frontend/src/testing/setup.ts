import '@testing-library/jest-dom/vitest';
import { notifications } from '@mantine/notifications';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, expect, vi } from 'vitest';

// A failed search need not print the whole page.
configure({ asyncUtilTimeout: 5_000, getElementError: (message) => new Error(message ?? 'not found') });

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
  notifications.clean();
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
  expect(said, 'unexpected console output').toEqual([]);
});

// happy-dom lays nothing out: without a size the virtualiser has no room for a row.
const size = { width: 1_200, height: 720 };
for (const [property, value] of [
  ['clientWidth', size.width],
  ['clientHeight', size.height],
  ['offsetWidth', size.width],
  ['offsetHeight', size.height],
] as const) {
  Object.defineProperty(HTMLElement.prototype, property, { configurable: true, get: () => value });
}
