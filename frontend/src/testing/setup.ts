import '@testing-library/jest-dom/vitest';
import { notifications } from '@mantine/notifications';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, expect, vi } from 'vitest';

// Only a wait that fails takes so long. Without `getElementError`, a failed query prints the whole page.
configure({ asyncUtilTimeout: 20_000, getElementError: (message) => new Error(message ?? 'not found') });

// Console output is a defect: it fails the test that caused it.
const printed: string[] = [];
const methods = ['log', 'info', 'warn', 'error'] as const;
beforeEach(() => {
  printed.length = 0;
  for (const method of methods) {
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => {
      printed.push(`console.${method}: ${words.map(String).join(' ')}`);
    });
  }
});
afterEach(() => {
  notifications.clean();
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
  expect(printed, 'unexpected console output').toEqual([]);
});

// happy-dom has no layout: without sizes the virtualizer renders no rows, and charts warn.
const size = { width: 1_200, height: 720 };
for (const [property, value] of [
  ['clientWidth', size.width],
  ['clientHeight', size.height],
  ['offsetWidth', size.width],
  ['offsetHeight', size.height],
] as const) {
  Object.defineProperty(HTMLElement.prototype, property, { configurable: true, get: () => value });
}
Element.prototype.getBoundingClientRect = () => new DOMRect(0, 0, size.width, size.height);
