import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { expect, type Outside, test } from './test.ts';

const rows = [
  'Name;Mail;Web;Title;País',
  'Ana Pérez;ana@acme.example;acme.example;CEO;España',
  'Li Wei;li@acme.example;acme.example;CTO;中国',
  'Tom Baker;tom@corp.example;corp.example;Head of Sales;UK',
  'Mia Sato;mia@kaisha.example;kaisha.example;CFO;日本',
  'Ole Dahl;ole@firma.example;firma.example;Buyer;Norge',
  'Eva Kern;eva@werk.example;werk.example;CTO;Deutschland',
];

/** Presses Tab, or Shift+Tab, until the element has the focus. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  const isThere = (): Promise<boolean> => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 80; presses += 1) {
    if (await isThere()) return;
    await page.keyboard.press(key);
  }
  await expect(target).toBeFocused({ timeout: 1 });
}

async function press(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeEnabled();
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

const button = (within: Page | Locator, name: string | RegExp): Locator => within.getByRole('button', { name });

/** Pastes rows, corrects a cell and imports them. */
async function importRows(page: Page): Promise<Locator> {
  await press(page, button(page, 'Import CSV file'));
  const wizard = page.getByRole('dialog', { name: 'Import leads' });
  await expect(button(wizard, 'Choose file')).toBeFocused();
  await press(page, button(wizard, 'Paste rows'));
  await expect(wizard.getByRole('textbox', { name: 'Rows' })).toBeFocused();
  await page.keyboard.insertText(`${rows.join('\n')}\n`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  // All columns are recognized, so the review comes next. The columns are one step back.
  await press(page, button(wizard, 'Back to columns'));
  await expect(wizard.getByRole('combobox', { name: 'Field for “País”' })).toHaveValue('Country');
  await press(page, button(wizard, 'Continue'));
  await expect(button(wizard, /^Import /u)).toHaveText('Import 6 leads');
  await tabTo(page, wizard.getByRole('grid', { name: 'Rows' }));
  // The second row's email: the full name is the column before it.
  for (const key of ['ArrowDown', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  await page.keyboard.insertText('li.wei@acme.example');
  await page.keyboard.press('Enter');
  await expect(wizard.getByRole('list', { name: 'Corrections' })).toContainText('Line 3, Email: “li.wei@acme.example”');
  await press(page, button(wizard, 'Import 6 leads'));
  await expect(wizard.getByRole('status', { name: 'Import result' })).toContainText('6 rows: 6 created.');
  return wizard;
}

/** From an empty page to an exported file, without a pointer. */
async function doMainJob(page: Page, outside: Outside): Promise<void> {
  await page.goto(outside.product.url);
  const wizard = await importRows(page);

  await press(page, button(wizard, 'Find phone numbers for these 6'));
  const find = page.getByRole('dialog', { name: 'Find phone numbers' });
  await expect(find.getByRole('status', { name: 'What will happen' })).toContainText('6 will be looked up');
  await press(page, button(find, 'Find 6 phone numbers'));
  await expect(find).toBeHidden();
  const grid = page.getByRole('grid', { name: 'Leads' });
  await expect(grid.getByRole('row').filter({ hasText: 'Li Wei' })).toBeVisible();
  await expect.poll(async () => (await outside.jobs())[0]?.state).toBe('completed');
  const found = (await outside.jobs())[0]?.counts['found'] ?? 0;
  expect(found).toBeGreaterThan(0);

  // One lead by keys: the row, its panel, and back.
  await tabTo(page, grid, 'Shift+Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary', { name: 'Lead' });
  await expect(panel).toBeVisible();
  const timeline = panel.getByRole('group', { name: 'Lookup timeline' });
  await expect(timeline).toBeVisible();
  expect(await timeline.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();

  const dock = page.getByRole('region', { name: 'Jobs' });
  const expand = button(dock, 'Expand jobs');
  if (await expand.isVisible()) await press(page, expand);
  await press(page, dock.getByRole('link', { name: 'Write messages' }));
  await expect(page.getByRole('main')).toBeFocused();
  const template = page.getByRole('textbox', { name: 'Template' });
  await tabTo(page, template);
  await page.keyboard.insertText('Hello {firstName}, is it {phoneNumber}?');
  const write = button(page, new RegExp(`^Write ${found} messages?$`, 'u'));
  await press(page, write);
  // The button keeps the focus, and the words beside it say why there is nothing more to do.
  await expect(button(page, 'No messages to write')).toBeFocused();
  await expect.poll(async () => (await outside.jobs())[0]?.kind).toBe('message_generation');
  await expect.poll(async () => (await outside.jobs())[0]?.state).toBe('completed');

  if (await expand.isVisible()) await press(page, expand);
  await press(page, button(dock, 'Export').first());
  const dialog = page.getByRole('dialog', { name: /^Export/u });
  const link = dialog.getByRole('link', { name: /^Download/u });
  await tabTo(page, link);
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  const file = await readFile(await download.path(), 'utf8');
  expect(file.match(/Hello [\p{L} ]+, is it \+\d+\?/gu)).toHaveLength(found);
}

test('the main job by keyboard alone, from an empty page to an exported file', async ({ page, outside }) => {
  await doMainJob(page, outside);
});

test('an own file needs five clicks to its first number, and cost and limit are shown before the fifth', async ({
  page,
  outside,
}) => {
  let clicks = 0;
  const click = async (target: Locator): Promise<void> => {
    clicks += 1;
    await target.click();
  };
  await page.goto(outside.product.url);
  await expect(button(page, 'Import CSV file')).toBeVisible();
  await expectAccessible(page, 'empty page');
  await click(button(page, 'Import CSV file'));
  const wizard = page.getByRole('dialog', { name: 'Import leads' });
  clicks += 1;
  await wizard
    .getByLabel('CSV file')
    .setInputFiles({ name: 'own.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
  await expect(wizard.getByRole('grid', { name: 'Rows' }).getByText('Ana Pérez')).toBeVisible();
  await expectAccessible(page, 'review of an import');
  await click(button(wizard, 'Import 6 leads'));
  await click(button(wizard, 'Find phone numbers for these 6'));
  const find = page.getByRole('dialog', { name: 'Find phone numbers' });
  await expect(find).toContainText('Max cost');
  await expect(find.getByLabel('Spending limit (optional)')).toBeVisible();
  await expectAccessible(page, 'dialog to find phone numbers');
  await click(button(find, 'Find 6 phone numbers'));
  await expect.poll(async () => (await outside.jobs())[0]?.counts['found'] ?? 0).toBeGreaterThan(0);
  await expect(page.getByRole('grid', { name: 'Leads' }).getByText(/^\+\d/u).first()).toBeVisible();
  expect(clicks).toBe(5);

  await expect.poll(async () => (await outside.jobs())[0]?.state).toBe('completed');
  await page.getByRole('gridcell').nth(1).getByRole('button').click();
  const panel = page.getByRole('complementary', { name: 'Lead' });
  await expect(panel.getByRole('group', { name: 'Lookup timeline' })).toContainText('Orion');
  await expectAccessible(page, 'lead and ended job');
});

test.describe('at 360 px', () => {
  test.use({ viewport: { width: 360, height: 740 } });
  test('the main job by keyboard alone', async ({ page, outside }) => {
    await doMainJob(page, outside);
  });
});
