import path from 'node:path';
import { expect, test } from './pictures.ts';

const screen = 'import';
const file = (name: string): string => path.resolve(import.meta.dirname, '../..', name);

test('import', async ({ page, outside, shoot }) => {
  await page.goto(`${outside.product.url}/app/imports`);
  await expect(page.getByRole('heading', { level: 1, name: 'Imports' })).toBeVisible();
  await shoot('imports', 'empty');

  const dataTransfer = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['Email'], 'leads.csv'));
    return transfer;
  });
  await page.dispatchEvent('body', 'dragenter', { dataTransfer });
  await expect(page.getByText('Drop to import')).toBeVisible();
  await shoot(screen, 'drop');
  await page.reload();

  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: /^Import/u });
  await expect(dialog.getByRole('button', { name: 'Choose file' })).toBeVisible();
  await shoot(screen, 'file');
  await dialog.getByLabel('CSV file').setInputFiles(file('docs/page.png'));
  await expect(dialog.getByRole('alert')).toBeVisible();
  await shoot(screen, 'refused');

  await dialog.getByLabel('CSV file').setInputFiles(file('examples/leads-with-problems.csv'));
  await expect(dialog.getByRole('table', { name: 'Columns' })).toBeVisible();
  await shoot(screen, 'columns');
  await dialog.getByRole('combobox', { name: 'Field for “Country”' }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  await shoot(screen, 'field-list');
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  const problems = dialog.getByRole('list', { name: 'Issue types' });
  await expect(problems.getByRole('listitem', { name: /^Not a country/u })).toBeVisible();
  await shoot(screen, 'review');
  await shoot(screen, 'review-whole', { heightPx: 1_800 });
  await dialog.getByRole('button', { name: 'Close the import' }).click();
  await expect(page.getByRole('region', { name: 'Drafts' })).toBeVisible();
  await shoot('imports', 'draft');

  await page.getByRole('region', { name: 'Drafts' }).getByRole('button', { name: 'Continue' }).first().click();
  const start = dialog.getByRole('button', { name: /^Import [\d,]+ leads?$/u });
  const next = dialog.getByRole('button', { name: 'Continue' });
  await expect(start.or(next)).toBeVisible();
  if (await next.isVisible()) await next.click();
  await start.click();
  await expect(dialog.getByRole('status', { name: 'Import result' })).toContainText('48 created');
  await shoot(screen, 'ended');
  await page.goto(`${outside.product.url}/app/imports`);
  await expect(page.getByRole('table', { name: 'Imports' })).toBeVisible();
  await shoot('imports', 'history');
  await page.getByRole('button', { name: /^Undo: / }).click();
  await expect(page.getByRole('group', { name: 'Undo this import?' })).toBeVisible();
  await shoot(screen, 'undo');
});
