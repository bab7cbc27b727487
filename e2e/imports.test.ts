import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './test.ts';

const problemFile = path.resolve(import.meta.dirname, '../examples/leads-with-problems.csv');

const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Import leads' });
const continueButton = (page: Page): Locator => dialogOf(page).getByRole('button', { name: 'Continue' });
const importButton = (page: Page): Locator => dialogOf(page).getByRole('button', { name: /^Import [\d,]+ leads?$/u });
const gridRows = (page: Page): Locator => dialogOf(page).getByRole('grid', { name: 'Rows' }).getByRole('row');
const line = (page: Page, number: number): Locator =>
  dialogOf(page).getByRole('row', { name: `Line ${number}`, exact: true });
const result = (page: Page): Locator => dialogOf(page).getByRole('status', { name: 'Import result' });
const wouldHappen = (page: Page): Locator => dialogOf(page).getByRole('group', { name: 'Expected result' });

type File = { name: string; text: string | Buffer };

async function upload(page: Page, { name, text }: File): Promise<void> {
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const file = { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
  await dialogOf(page).getByLabel('CSV file').setInputFiles(file);
}

/** The numbers of a line such as `54 rows: 48 created + 1 skipped + 5 not imported.` */
async function numbersIn(words: Locator): Promise<number[]> {
  const text = (await words.textContent()) ?? '';
  return [...text.matchAll(/\d[\d,]*/gu)].map(([number]) => Number(number.replaceAll(',', '')));
}

/** Returns the country cell of each lead and its tooltip, by email. */
async function countriesOf(page: Page): Promise<Map<string, { words: string; hint: string }>> {
  const grid = page.getByRole('grid', { name: 'Leads' });
  const heads = await grid.getByRole('columnheader').allTextContents();
  const place = (name: string): number => heads.findIndex((head) => head.trim() === name);
  const [email, country] = [place('Email'), place('Country')];
  const rows = await grid.getByRole('row').evaluateAll(
    (elements, places) =>
      elements.map((element) => {
        const cells = [...element.querySelectorAll('[role=gridcell]')];
        const cell = cells[places.country];
        return {
          // The cell also has the email status.
          email: cells[places.email]?.querySelector('span > span')?.textContent ?? '',
          words: cell?.textContent ?? '',
          hint: cell?.querySelector('[title]')?.getAttribute('title') ?? '',
        };
      }),
    { email, country },
  );
  return new Map(rows.filter((row) => row.email !== '').map(({ email: key, ...cell }) => [key, cell]));
}

test('a file with problems is imported step by step, shows every row result and is undone', async ({
  page,
  outside,
}) => {
  await page.goto(outside.product.url);
  await page.getByRole('button', { name: 'Import CSV file' }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel('CSV file').setInputFiles(problemFile);

  const field = dialog.getByRole('combobox', { name: 'Field for “Country”' });
  await expect(field).toHaveValue('Country');
  expect((await field.boundingBox())?.width, 'the sample values leave room for the fields').toBeGreaterThan(150);
  await expect(dialog.getByText(/54 rows · 13 columns/u)).toBeVisible();
  // The format is detected with certainty.
  await expect(dialog.getByRole('note')).toHaveCount(0);
  await continueButton(page).click();

  await expect(importButton(page)).toHaveText('Import 48 leads');
  const [rows, ...expected] = await numbersIn(wouldHappen(page));
  expect([rows, expected.slice(0, 4)]).toEqual([54, [48, 0, 1, 5]]);
  const problems = dialog.getByRole('list', { name: 'Issue types' });
  const country = problems.getByRole('listitem', { name: /^Not a country/u });
  await country.getByRole('button', { name: 'Show 3 rows' }).click();
  await expect(gridRows(page).filter({ hasText: 'XXX' })).toHaveCount(1);
  await expect(gridRows(page).getByRole('rowheader')).toHaveText(['3', '4', '5']);
  await country.getByRole('button', { name: 'Show all rows' }).click();

  const letters = problems.getByRole('listitem', { name: /Wrongly decoded/u }).filter({ hasText: 'First name' });
  await letters.getByRole('button', { name: 'Repair text' }).click();
  await expect(letters).toHaveCount(0);
  const corrected = problems.getByRole('listitem', { name: 'Corrected by you' });
  await corrected.getByRole('button', { name: 'Show 1 row' }).click();
  await expect(gridRows(page).getByRole('rowheader')).toHaveText(['31']);
  await expect(line(page, 31)).toContainText('Iñaki');
  await corrected.getByRole('button', { name: 'Show all rows' }).click();
  await line(page, 13).getByRole('gridcell', { name: 'cleo.example.com', exact: true }).click();
  const cell = line(page, 13).getByRole('textbox', { name: 'Email, line 13' });
  await cell.fill('leo.example@example.org');
  await cell.press('Enter');
  await expect(dialog.getByRole('list', { name: 'Corrections' })).toContainText(
    'Line 13, Email: “leo.example@example.org”',
  );
  await expect(importButton(page)).toHaveText('Import 49 leads');
  expect(await outside.leadCount()).toBe(0);

  await importButton(page).click();
  await expect(result(page)).toContainText('49 created');
  const [total, ...parts] = await numbersIn(result(page));
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
  expect(total).toBe(54);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('link', { name: 'Download 5 skipped or not imported rows' }).click(),
  ]);
  const left = await readFile(await download.path(), 'utf8');
  expect(left).toContain('First name,Last name,E-mail');
  expect(left).toContain('Ned,Example,N/A,Buyer,,,Spain');
  expect(left).not.toContain('leo.example');

  // "The country column displays strange characters that do not match valid country codes."
  await dialog.getByRole('link', { name: 'Show imported leads' }).click();
  await expect(page.getByRole('status', { name: 'Number of leads' })).toHaveText('49 leads');
  // Tall enough for all rows: only visible rows are rendered.
  await page.setViewportSize({ width: 1600, height: 2300 });
  await expect(page.getByRole('grid', { name: 'Leads' }).getByRole('row')).toHaveCount(50);
  const countries = await countriesOf(page);
  expect(countries.size).toBe(49);
  const unknown = (text: string) => ({ words: '⚠ Unknown country', hint: `“${text}” is not a known country` });
  expect(countries.get('ben.example@example.org')).toEqual(unknown('XXX'));
  expect(countries.get('cleo.example@example.org')).toEqual(unknown('12'));
  expect(countries.get('dan.example@example.org')).toEqual(unknown('Ã‘'));
  for (const { words } of countries.values()) expect(words).toMatch(/^$|^⚠ Unknown country$|^[A-Z]/u);
  expect(countries.get('eva.example@example.org')?.words).toContain('Spain');

  await page.setViewportSize({ width: 1400, height: 900 });
  await page.goto(`${outside.product.url}/app/imports`);
  const history = page.getByRole('table', { name: 'Imports' });
  await history.getByRole('button', { name: 'leads-with-problems.csv', exact: true }).click();
  const results = page.getByRole('dialog', { name: 'Import results' });
  await results.getByRole('button', { name: 'Undo this import' }).click();
  await results.getByRole('button', { name: 'Undo import' }).click();
  await expect(results.getByRole('status', { name: 'Undo result' })).toContainText('49 removed');
  expect(await outside.leadCount()).toBe(0);
});

test('a wrongly detected encoding is corrected by hand, and a second import of the file adds nothing', async ({
  page,
  outside,
}) => {
  await page.goto(outside.product.url);
  // Encoded in Windows-1252: one letter is too little evidence.
  const text = 'First name,Last name,E-mail,Country\nKim,a\u00E6b,kim@acme.example,Ireland\n';
  const file = { name: 'contacts.csv', text: Buffer.from(text, 'latin1') };
  await upload(page, file);
  const dialog = dialogOf(page);
  const encoding = dialog.getByRole('combobox', { name: 'Encoding' });
  await expect(encoding).toHaveValue('Baltic (Windows-1257)');
  await expect(dialog.getByText('aęb')).toBeVisible();
  await expect(dialog.getByRole('note')).toContainText('encoding is uncertain');
  await expect(continueButton(page)).toBeDisabled();
  await encoding.click();
  await page.getByRole('option', { name: 'Western (Windows-1252)' }).click();
  await expect(dialog.getByText('aæb')).toBeVisible();
  await expect(dialog.getByText('aęb')).toHaveCount(0);
  await expect(dialog.getByRole('note')).toHaveCount(0);

  await continueButton(page).click();
  await importButton(page).click();
  await expect(result(page)).toContainText('1 row: 1 created.');
  await dialog.getByRole('link', { name: 'Show imported leads' }).click();
  await expect(page.getByRole('grid', { name: 'Leads' }).getByText('Kim aæb')).toBeVisible();

  await upload(page, file);
  await dialog.getByRole('button', { name: 'The letters are right' }).click();
  await continueButton(page).click();
  await expect(wouldHappen(page)).toHaveText(/1 row:0 new0 changed1 skipped0 can’t be imported/u);
  await expect(dialog.getByRole('button', { name: 'Nothing to import' })).toBeDisabled();
  await expect(line(page, 2)).toContainText('already exists');
  await dialog.getByRole('button', { name: 'Close and keep draft' }).click();
  await expect(dialog).toBeHidden();
  expect(await outside.leadCount()).toBe(1);
});

test('a reload during the review and a kill during the import lose and duplicate nothing', async ({
  page,
  outside,
}) => {
  const count = 10_000;
  const lines = Array.from({ length: count }, (_, index) => `Ana${index},Pérez,ana${index}@acme.example,Spain`);
  await page.goto(outside.product.url);
  await upload(page, { name: 'many.csv', text: `First name,Last name,E-mail,Country\n${lines.join('\n')}\n` });
  await expect(importButton(page)).toHaveText('Import 10,000 leads');
  await line(page, 2).getByText('Ana0', { exact: true }).click();
  await page.keyboard.insertText('Anastasia');
  await page.keyboard.press('Enter');
  const corrections = dialogOf(page).getByRole('list', { name: 'Corrections' });
  await expect(corrections).toContainText('Line 2, First name: “Anastasia”');
  await expect(importButton(page)).toBeEnabled();
  await page.reload();
  await expect(corrections).toContainText('Line 2, First name: “Anastasia”');
  await importButton(page).click();

  // Asked outside the browser, which may show the first rows after the last ones were written.
  await expect(async () => {
    const created = expect.objectContaining({ created: expect.any(Number) });
    expect(await outside.jobs()).toMatchObject([{ state: 'running', total: count, counts: created }]);
  }).toPass({ intervals: [20] });
  await outside.killAndRestart();
  await expect(dialogOf(page).getByRole('status', { name: /^Import (?:progress|result)$/u })).toContainText(
    '10,000 rows',
  );
  await page.reload();
  await expect(result(page)).toContainText('10,000 rows: 10,000 created.', { timeout: 120_000 });
  expect(await outside.jobs()).toMatchObject([{ state: 'completed', total: count, counts: { created: count } }]);
  expect(await outside.leadCount()).toBe(count);
  await dialogOf(page).getByRole('link', { name: 'Show imported leads' }).click();
  await expect(page.getByRole('status', { name: 'Number of leads' })).toHaveText('10,000 leads');
});
