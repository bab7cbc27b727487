import { readFile } from 'node:fs/promises';
import { expectAccessible } from './accessible.ts';
import { expect, test } from './test.ts';

test('downloads the visible and the selected leads as CSV', async ({ page, outside }) => {
  await outside.loadSamples();
  await page.goto(`${outside.product.url}/app/leads?country=ES&sort=email`);
  await expect(page.getByRole('status', { name: 'Number of leads' })).toHaveText('9 leads');

  await page.getByRole('button', { name: 'Columns' }).click();
  await expect(page.getByRole('checkbox', { name: 'Company' })).toBeVisible();
  await expectAccessible(page, 'table and list of columns');
  await page.keyboard.press('Escape');

  const download = async (): Promise<{ name: string; text: string }> => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('dialog')
        .getByRole('link', { name: /^Download/u })
        .click(),
    ]);
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
  };
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const shown = await download();
  expect(shown.name).toMatch(/^leads-\d{4}-\d\d-\d\d\.csv$/u);
  expect(shown.text.startsWith('\uFEFFFirst name,Last name,E-mail')).toBe(true);
  expect(shown.text.trim().split('\r\n')).toHaveLength(10);
  await expect(page.getByRole('dialog')).toBeHidden();

  await page
    .getByRole('checkbox', { name: /^Select (?!all)/u })
    .first()
    .click();
  await page.getByRole('toolbar', { name: 'Selected leads' }).getByRole('button', { name: 'Export' }).click();
  await page.getByRole('radio', { name: 'For another program' }).click();
  const selected = await download();
  expect(selected.name).toMatch(/-raw\.csv$/u);
  expect(selected.text.trim().split('\n')).toHaveLength(2);
});
