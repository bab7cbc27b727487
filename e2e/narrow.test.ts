import { expectAccessible } from './accessible.ts';
import { expect, test } from './test.ts';

test.use({ viewport: { width: 360, height: 740 } });

test('at 360 px no screen is wider than the window, every place is reachable, and a row has name and phone number', async ({
  page,
  outside,
}) => {
  await outside.loadSamples();
  const { url } = outside.product;
  await page.goto(url);
  const menu = page.getByRole('navigation', { name: 'Main' });
  /** Elements that reach beyond the window and are not inside something that scrolls or cuts them. */
  const tooWide = (): Promise<string[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll('body *')]
        .filter((element) => {
          const { right, width, height } = element.getBoundingClientRect();
          if (right <= innerWidth + 1 || width === 0 || height === 0) return false;
          for (let over = element.parentElement; over !== null && over !== document.body; over = over.parentElement) {
            const isCut = getComputedStyle(over).overflowX !== 'visible';
            if (isCut && over.getBoundingClientRect().right <= innerWidth + 1) return false;
          }
          return true;
        })
        .map((element) => `${element.tagName} ${element.className}`.slice(0, 80)),
    );

  const grid = page.getByRole('grid', { name: 'Leads' });
  await expect(grid.locator('[data-status]').first()).toBeVisible();
  expect(await grid.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  // A filter is a dialog: a list below its button would leave slivers of other buttons beside it.
  await page.getByRole('button', { name: 'Filter by country' }).click();
  const filter = page.getByRole('dialog', { name: 'Filter by country' });
  await expect(filter.getByRole('textbox', { name: 'Search in country' })).toBeFocused();
  const spain = filter.getByRole('checkbox', { name: /^Spain/u });
  await spain.click();
  await expect(spain).toBeChecked();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('status', { name: 'Number of leads' })).not.toHaveText('200 leads');
  await expect(page.getByRole('button', { name: 'Filter by country: Spain', exact: true })).toBeFocused();
  await page.getByRole('button', { name: 'Clear country filter' }).click();
  await page
    .getByRole('checkbox', { name: /^Select (?!all)/u })
    .first()
    .click();
  const bar = page.getByRole('toolbar', { name: 'Selected leads' });
  for (const name of ['Find phone numbers', 'Verify emails', 'Write message', 'Export', 'Delete', 'Clear selection']) {
    await expect(bar.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
  }
  // The actions take one line below the count.
  expect((await bar.boundingBox())?.height).toBeLessThan(90);
  expect(await tooWide()).toEqual([]);

  for (const place of ['Jobs', 'Imports', 'Messages']) {
    await menu.getByRole('link', { name: place }).click();
    await expect(page.getByRole('heading', { level: 1, name: place })).toBeVisible();
    expect(await tooWide(), place).toEqual([]);
  }
  await page.request.delete(`${url}/leads`, { data: { ids: [1] } });
  for (const place of ['Suppression list', 'Providers', 'Deleted leads']) {
    await menu.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: place }).click();
    const heading = page.getByRole('heading', { level: 1, name: place });
    await expect(heading).toBeVisible();
    // The styles of the screen's own components are loaded with it.
    expect((await heading.boundingBox())?.x, `left margin of ${place}`).toBeGreaterThanOrEqual(8);
    await expect(page).toHaveTitle(`${place} · TinyGenesy`);
    expect(await tooWide(), place).toEqual([]);
  }
  await expect(page.getByRole('button', { name: /^Restore/u })).toBeVisible();
  await expectAccessible(page, 'deleted leads');
});
