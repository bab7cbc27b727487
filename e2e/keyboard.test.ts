import type { Locator, Page } from '@playwright/test';
import { expect, test } from './test.ts';

const answersAfterMs = 3_000;

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Leads' });
const bar = (page: Page): Locator => page.getByRole('toolbar', { name: 'Selected leads' });
const dock = (page: Page): Locator => page.getByRole('region', { name: 'Jobs' });
const dialog = (page: Page, name: string | RegExp): Locator => page.getByRole('dialog', { name });

/** Delays the server's responses from now on. Records the requests that change data. */
async function slowDown(page: Page): Promise<string[]> {
  const changes: string[] = [];
  await page.route(
    (url) => !url.pathname.startsWith('/app'),
    async (route) => {
      const { pathname } = new URL(route.request().url());
      const method = route.request().method();
      const asksOnly = method === 'GET' || /\/(?:estimate|preview)$/u.test(pathname);
      if (!asksOnly) changes.push(`${method} ${pathname}`);
      await new Promise((resolve) => setTimeout(resolve, answersAfterMs));
      await route.continue().catch(() => undefined);
    },
  );
  return changes;
}

const hasFocus = (place: Locator): Promise<boolean> =>
  place.evaluate((element) => element.contains(document.activeElement) && document.activeElement !== document.body);

type Layer = { opener: Locator; opens: Locator; key?: string; backTo?: Locator; isModal?: boolean };

/** Opens a dialog with a key, presses Enter at once, cycles through it with Tab, and closes it with Escape. */
async function walk(
  page: Page,
  { opener, opens, key = 'Enter', backTo = opener, isModal = true }: Layer,
): Promise<void> {
  await opener.focus();
  await page.keyboard.press(key);
  await expect(opens).toBeVisible();
  expect(await hasFocus(opens), 'the focus is inside at once').toBe(true);
  if (isModal) await expect(page.locator('[data-page]')).toHaveAttribute('inert');
  await page.keyboard.press('Enter');
  await expect(opens).toBeVisible();
  expect(await hasFocus(opens), 'Enter leaves the focus inside').toBe(true);
  if (isModal) {
    for (const press of ['Tab', 'Shift+Tab']) {
      for (let presses = 0; presses < 15; presses += 1) {
        await page.keyboard.press(press);
        expect(await hasFocus(opens), `${press} stays inside`).toBe(true);
      }
    }
  }
  await page.keyboard.press('Escape');
  await expect(opens).toBeHidden();
  await expect(backTo).toBeFocused();
}

/** Opens the loaded leads list and selects the first few leads. */
async function openLeads(page: Page, url: string, ticked: number): Promise<void> {
  await page.goto(`${url}/app/leads`);
  const boxes = page.getByRole('checkbox', { name: /^Select (?!all)/u });
  for (let index = 0; index < ticked; index += 1) await boxes.nth(index).click();
  if (ticked > 0) await expect(bar(page)).toContainText(`${ticked} selected`);
}

test('Find phone numbers, Tab and Enter delete no lead behind the dialog during slow responses', async ({
  page,
  outside,
}) => {
  await outside.loadSamples();
  await openLeads(page, outside.product.url, 3);
  const before = await outside.leadCount();
  const changes = await slowDown(page);
  await bar(page).getByRole('button', { name: 'Find phone numbers' }).focus();
  await page.keyboard.press('Enter');
  for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(bar(page)).toContainText('3 selected');
  expect(changes).toEqual([]);
  expect(await outside.leadCount()).toBe(before);
});

test('every dialog over the leads takes, keeps and returns the focus, and Escape closes only that dialog', async ({
  page,
  outside,
}) => {
  await outside.loadSamples();
  await openLeads(page, outside.product.url, 3);
  const changes = await slowDown(page);
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const inBar = (name: string): Locator => bar(page).getByRole('button', { name });
  const layers: Layer[] = [
    { opener: inBar('Find phone numbers'), opens: dialog(page, 'Find phone numbers') },
    { opener: inBar('Verify emails'), opens: dialog(page, 'Verify emails') },
    { opener: inBar('Export'), opens: dialog(page, /^Export/u) },
    { opener: button('Add lead'), opens: dialog(page, 'Add lead') },
    { opener: button('Import'), opens: dialog(page, 'Import leads') },
    { opener: button('Go live'), opens: dialog(page, 'Go live') },
    { opener: page.getByRole('button', { name: /^Jobs/u }), opens: dock(page), isModal: false },
    { opener: grid(page), key: '?', opens: dialog(page, 'Keyboard shortcuts') },
    {
      opener: grid(page),
      opens: page.getByRole('complementary', { name: 'Lead' }),
      isModal: false,
    },
  ];
  for (const layer of layers) {
    await walk(page, layer);
    await expect(bar(page)).toContainText('3 selected');
  }
  // Enter submits the empty form of a new lead, once its code is loaded. The server rejects it.
  expect(changes.filter((change) => change !== 'POST /leads')).toEqual([]);
  expect(await outside.leadCount()).toBe(200);
  expect(await outside.jobs()).toEqual([]);

  // Without a dialog, the table handles Escape.
  await grid(page).focus();
  await page.keyboard.press('Escape');
  await expect(bar(page)).toBeHidden();
  await expect(grid(page)).toBeFocused();
});

test('the confirmation of a large deletion has the initial focus on its title', async ({ page, outside }) => {
  const lead = (index: number) => ({ email: `person${index}@acme.example`, firstName: 'Person', lastName: `${index}` });
  await outside.addLeads(Array.from({ length: 600 }, (_, index) => lead(index)));
  await outside.addLeads(Array.from({ length: 600 }, (_, index) => lead(600 + index)));
  await openLeads(page, outside.product.url, 1);
  await bar(page).getByRole('button', { name: 'Select all 1,200 matching leads' }).click();
  const changes = await slowDown(page);
  await walk(page, {
    opener: bar(page).getByRole('button', { name: 'Delete' }),
    opens: dialog(page, /^Delete 1,200/u),
  });
  await expect(bar(page)).toContainText('1,200 selected');
  expect(changes).toEqual([]);
});

test('the template dialogs take, keep and return the focus', async ({ page, outside }) => {
  await outside.loadSamples();
  await page.request.post(`${outside.product.url}/message-templates`, { data: { name: 'Other', text: 'Hi' } });
  await page.goto(`${outside.product.url}/app/messages?leads=all`);
  const text = page.getByRole('textbox', { name: 'Template' });
  await text.fill('Hello');
  const save = page.getByRole('button', { name: 'Save as template' });
  await walk(page, { opener: save, opens: dialog(page, 'Save as template') });
  await save.press('Enter');
  await page.keyboard.insertText('Greeting');
  await page.keyboard.press('Enter');
  await expect(save).toBeHidden();

  const changes = await slowDown(page);
  const more = page.getByRole('button', { name: 'More template actions' });
  for (const [item, opens] of [
    ['Save as new template', 'Save as template'],
    ['Delete', 'Delete “Greeting”?'],
  ] as const) {
    await more.press('Enter');
    const entry = page.getByRole('menuitem', { name: item });
    await expect(entry).toBeVisible();
    await walk(page, { opener: entry, opens: dialog(page, opens), backTo: more });
  }
  expect(changes).toEqual([]);
  await text.fill('Hello again');
  const templates = page.getByRole('combobox', { name: 'Saved templates' });
  await templates.click();
  await page.getByRole('option', { name: 'Other' }).click();
  const question = dialog(page, 'Discard unsaved text?');
  await expect(question).toBeVisible();
  expect(await hasFocus(question)).toBe(true);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(text).toHaveText('Hello again');
});

test('starting a job opens the dock beside the work: the focus and the selection stay', async ({ page, outside }) => {
  await outside.loadSamples();
  await openLeads(page, outside.product.url, 3);
  const find = bar(page).getByRole('button', { name: 'Find phone numbers' });
  await find.focus();
  await page.keyboard.press('Enter');
  const start = dialog(page, 'Find phone numbers').getByRole('button', { name: /^Find 3 phone numbers$/u });
  await expect(start).toBeEnabled();
  await start.press('Enter');
  await expect(dock(page)).toBeVisible();
  await expect(find).toBeFocused();
  await expect(bar(page)).toContainText('3 selected');
  // The table behind takes clicks and scrolls.
  await expect(page.locator('[data-page][inert]')).toHaveCount(0);
  await page
    .getByRole('checkbox', { name: /^Select (?!all)/u })
    .nth(3)
    .click();
  await expect(bar(page)).toContainText('4 selected');

  const button = page.getByRole('button', { name: /^Jobs/u });
  await button.press('Enter');
  expect(await hasFocus(dock(page))).toBe(true);
  await page.keyboard.press('Escape');
  await expect(dock(page)).toBeHidden();
  await expect(button).toBeFocused();
  await expect(bar(page)).toContainText('4 selected');
});

test('letter keys act only in the table, name the lead that they look up and can be undone', async ({
  page,
  outside,
}) => {
  await outside.loadSamples();
  await page.goto(`${outside.product.url}/app/leads`);
  const active = grid(page).locator('[data-row][data-active]');
  await expect(grid(page)).toBeFocused();
  await expect(active).toBeVisible();
  const name = await active.getByRole('gridcell').nth(1).textContent();
  const changes = await slowDown(page);

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Jobs' }).focus();
  for (const key of ['f', 'v', 'c', 'ArrowDown']) await page.keyboard.press(key);
  await expect(active).toContainText(name ?? 'a name');
  expect(changes).toEqual([]);

  await grid(page).focus();
  // The row is not visible: the first key press only scrolls to it.
  await grid(page).evaluate((element) => element.scrollTo({ top: 3_000 }));
  await expect(active).toHaveCount(0);
  await page.keyboard.press('f');
  await expect(active).toBeVisible();
  expect(changes).toEqual([]);

  await page.keyboard.press('f');
  const toast = page.getByRole('alert').filter({ hasText: `Looking up ${name ?? ''}` });
  await expect(toast).toBeVisible();
  await toast.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText(/Lookup for .* cancelled\.|Nothing to cancel/u)).toBeVisible();
  expect(changes).toEqual([
    expect.stringMatching(/^POST \/leads\/\d+\/phone-lookup$/u),
    expect.stringMatching(/^DELETE \/leads\/\d+\/phone-lookup$/u),
  ]);

  // The last of 200 leads is one key away, and its cells are used by keyboard.
  await grid(page).focus();
  await page.keyboard.press('End');
  const last = grid(page).locator('[aria-rowindex="201"][data-active]');
  await expect(last.getByRole('checkbox')).toBeVisible();
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('ArrowRight');
  await expect(last.locator('[data-active-cell]')).toHaveAttribute('aria-colindex', '4');
  await page.keyboard.press('Escape');
  await expect(last.locator('[data-active-cell]')).toHaveCount(0);

  // A width is set by keyboard, and fits the content after a double-click.
  const email = page.getByRole('columnheader', { name: /^Email/u });
  const widthPx = async (): Promise<number> => Math.round((await email.boundingBox())?.width ?? 0);
  const before = await widthPx();
  const handle = page.getByRole('separator', { name: 'Width of Email' });
  await handle.press('ArrowRight');
  await expect.poll(widthPx).toBe(before + 10);
  await handle.dblclick();
  await expect.poll(widthPx).not.toBe(before + 10);

  // A click on a row opens it.
  await last.getByRole('gridcell').nth(4).click();
  const panel = page.getByRole('complementary', { name: 'Lead' });
  await expect(panel).toBeVisible();
  // The place in the list is told over the table, not over the lead.
  await grid(page).evaluate((element) => element.scrollTo({ top: 1_000 }));
  const place = await page.getByText(/^Row \d+ of 200$/u).boundingBox();
  expect((place?.x ?? Infinity) + (place?.width ?? 0)).toBeLessThan((await panel.boundingBox())?.x ?? 0);
});

test('a provider is moved by button, keyboard and mouse, saved once per move; changing its limits keeps the focus', async ({
  page,
  outside,
}) => {
  await page.goto(`${outside.product.url}/app/providers`);
  const card = page.getByRole('article', { name: 'Astra' });
  await card.getByRole('button', { name: 'Move Astra up' }).press('Enter');
  await expect(card.getByRole('heading', { name: '1. Astra' })).toBeVisible();
  await expect(card.getByRole('button', { name: 'Move Astra down' })).toBeFocused();
  const order = () => page.getByRole('heading', { level: 2 }).allInnerTexts();
  await expect.poll(order).toEqual(['1. Astra', '2. Orion', '3. Nimbus']);

  const saves: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') saves.push(request.postData() ?? '');
  });
  const handle = card.getByRole('button', { name: 'Move Astra', exact: true });
  await handle.press('Space');
  const spoken = page.getByRole('status').filter({ hasText: 'Astra' });
  await expect(spoken.first()).toContainText('Astra picked up. It is at position 1 of 3.');
  // Each press moves by one place once the page has measured the places.
  await expect(async () => {
    await page.keyboard.press('ArrowDown');
    await expect(spoken.first()).toContainText('position 3 of 3', { timeout: 500 });
  }).toPass();
  await page.keyboard.press('Space');
  await expect.poll(order).toEqual(['1. Orion', '2. Nimbus', '3. Astra']);
  await expect(handle).toBeFocused();
  await expect.poll(() => saves).toEqual(['{"position":3}']);
  expect((await outside.provider('astra'))?.position).toBe(3);

  await handle.press('Space');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Escape');
  await expect(spoken.first()).toContainText('Move canceled');
  // The notice of the first move fades out.
  const undo = page.getByRole('alert').getByRole('button', { name: 'Undo' });
  await expect(undo).toHaveCount(1);
  await undo.press('Enter');
  await expect.poll(order).toEqual(['1. Astra', '2. Orion', '3. Nimbus']);
  await expect.poll(async () => (await outside.provider('astra'))?.position).toBe(1);
  expect(saves).toHaveLength(2);

  const from = await page.getByRole('button', { name: 'Move Nimbus', exact: true }).boundingBox();
  const to = await handle.boundingBox();
  if (from === null || to === null) throw new Error('The handles are not on the page.');
  await page.mouse.move(from.x + 5, from.y + 5);
  await page.mouse.down();
  await page.mouse.move(to.x + 5, to.y + 40, { steps: 10 });
  await page.mouse.move(to.x + 5, to.y - 10, { steps: 5 });
  await page.mouse.up();
  await expect.poll(order).toEqual(['1. Nimbus', '2. Astra', '3. Orion']);
  await expect.poll(async () => (await outside.provider('nimbus'))?.position).toBe(1);
  expect(saves).toHaveLength(3);

  const change = card.getByRole('button', { name: 'Change price and limits' });
  await change.press('Enter');
  await expect(card.getByRole('textbox', { name: /^Price/u })).toBeFocused();
  await card.getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect(change).toBeFocused();
});

test('each step of an import takes and holds the focus, and closing it returns the focus to the leads', async ({
  page,
  outside,
}) => {
  await page.goto(`${outside.product.url}/app/leads`);
  const opener = page.getByRole('button', { name: 'Import', exact: true });
  await expect(opener).toBeVisible();
  const changes = await slowDown(page);
  await opener.focus();
  await page.keyboard.press('Enter');
  const wizard = dialog(page, 'Import leads');
  await wizard.getByRole('button', { name: 'Paste rows' }).press('Enter');
  await page.keyboard.insertText('Mail,Land,Shoe size\nana@acme.example,Spain,42\n');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');

  const proceed = { Columns: 'Continue', Review: 'Import 1 lead', Done: 'Close' };
  for (const [step, button] of Object.entries(proceed)) {
    const current = wizard.locator('[aria-current=step]');
    await expect(current).toContainText(step);
    await expect(current).toBeFocused();
    const next = wizard.getByRole('button', { name: button, exact: true });
    await expect(next).toBeEnabled();
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab');
      expect(await hasFocus(wizard), `Tab stays inside at ${step}`).toBe(true);
    }
    await next.press('Enter');
  }
  await expect(wizard).toBeHidden();
  await expect(opener).toBeFocused();
  expect(changes).toEqual(['POST /imports', expect.stringMatching(/^POST \/imports\/\d+\/commit$/u)]);
  await expect.poll(() => outside.leadCount()).toBe(1);
});
