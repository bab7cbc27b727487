import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import type axe from 'axe-core';

const source = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
/** WCAG 2.2, levels A and AA. Named by tag, so that rules that axe has off by default run as well (target size). */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const widths = [1440, 360] as const;
const schemes = ['light', 'dark'] as const;

/** `heightPx` is for content that scrolls in a window of usual height. */
export type LookOptions = { heightPx?: number };

/** Shows the page in light and dark, on a wide and a narrow window. `act` gets the name of the look. */
export async function inEachLook(
  page: Page,
  act: (look: string) => Promise<void>,
  { heightPx }: LookOptions = {},
): Promise<void> {
  const before = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: heightPx ?? (width === 360 ? 740 : 900) });
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
      await drawn(page);
      await act(`${colorScheme}-${width}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (before) await page.setViewportSize(before);
}

/** Waits until the page has measured its parts after a change of the window, and drawn them without a transition. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames += 1) await new Promise((next) => requestAnimationFrame(next));
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** Returns a line for each element on the screen that breaks a rule of WCAG 2.2 A or AA. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const results = await page.evaluate(
    (values) =>
      (window as unknown as { axe: typeof axe }).axe.run(document, {
        runOnly: { type: 'tag', values },
        resultTypes: ['violations'],
      }),
    tags,
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary, html, any }) => {
      const why = (failureSummary ?? '').split('\n').slice(1).join('; ').replaceAll(/\s+/gu, ' ').trim();
      const others = any.flatMap(({ relatedNodes = [] }) => relatedNodes.map((other) => other.html.slice(0, 120)));
      return [`${id}: ${why}`, html.slice(0, 200), target.join(' '), ...others].join(' – ');
    }),
  );
}

/** Fails with all violations of WCAG 2.2 A and AA on the screen, light and dark, wide and narrow. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  await inEachLook(page, async (look) => {
    expect.soft(await violations(page), `${state}, ${look}`).toEqual([]);
  });
}

/** Keeps a notification on the screen, as a pointer above it does. */
export async function keep(page: Page, words: string): Promise<void> {
  await page.getByRole('alert').filter({ hasText: words }).dispatchEvent('mouseover');
}
