import { expect, fill, test, work } from './pictures.ts';

const screen = 'providers';
/** Shows a whole dialog or card. */
const tallPx = 1_600;

test('providers', async ({ page, outside, send, shoot }) => {
  const ids = await fill(outside, send);
  await work(outside, send, ids.slice(0, 40));
  await page.goto(`${outside.product.url}/app/providers`);
  const card = page.getByRole('article', { name: 'Prospeo' });
  await expect(card).toBeVisible();
  await shoot(screen, 'list');
  await shoot(screen, 'list-whole', { heightPx: 2_400 });

  const orion = page.getByRole('article', { name: 'Orion' });
  await orion.getByRole('button', { name: 'Change price and limits' }).click();
  await orion.getByLabel(/^Price/u).fill('1001');
  await orion.getByLabel(/^Price/u).blur();
  await shoot(screen, 'settings', { heightPx: tallPx });
  await orion.getByRole('button', { name: 'Cancel' }).click();
  await orion.getByRole('button', { name: 'Set budget' }).click();
  await shoot(screen, 'budget', { heightPx: tallPx });
  await orion.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'What if…' }).click();
  await expect(page.getByRole('region', { name: 'What if' }).getByRole('table').first()).toBeVisible();
  await shoot(screen, 'what-if', { heightPx: tallPx });
  await page.getByRole('region', { name: 'What if' }).getByRole('button', { name: 'Close' }).click();

  await card.getByRole('button', { name: 'Change key' }).click();
  await card.scrollIntoViewIfNeeded();
  await shoot(screen, 'key', { heightPx: tallPx });
  await card.getByRole('button', { name: 'Cancel' }).click();
  await card.getByRole('button', { name: 'Test run' }).click();
  await card.getByRole('combobox', { name: 'Lead' }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  await card.scrollIntoViewIfNeeded();
  await shoot(screen, 'lead-list', { heightPx: tallPx });
  await page.getByRole('option').first().click();
  await card.getByRole('button', { name: 'Call Prospeo' }).click();
  await expect(card.getByRole('status').filter({ hasText: 'Status' })).toBeVisible();
  await card.scrollIntoViewIfNeeded();
  await shoot(screen, 'test-run', { heightPx: 2_400 });

  await page.getByRole('button', { name: 'Go live', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Go live' }).getByRole('list')).toBeVisible();
  await shoot(screen, 'go-live');
});

test('adding a provider', async ({ page, outside, shoot }) => {
  await outside.loadSamples();
  await page.goto(`${outside.product.url}/app/providers`);
  await page.getByRole('button', { name: 'Add provider' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add provider' });
  await expect(dialog.getByRole('article').first()).toBeVisible();
  await shoot(screen, 'directory');

  await dialog.getByRole('tab', { name: 'Own definition' }).click();
  const check = dialog.getByRole('status', { name: 'Check of the definition' });
  await expect(check).toContainText('3 of 3 examples');
  const editor = dialog.getByRole('textbox', { name: 'Definition' });
  const text = await editor.inputValue();
  await editor.fill(text.replace('at: person.mobile', 'at: person..mobile').replace('{{email}}', '{{mail}}'));
  await expect(check).toContainText('must be a path');
  await shoot(screen, 'editor-error');
  await shoot(screen, 'editor-error-whole', { heightPx: tallPx });
  await editor.fill(text);
  await dialog.getByText('Try it with a lead').click();
  await dialog.getByRole('combobox', { name: 'Lead' }).click();
  await page.getByRole('option').first().click();
  await expect(dialog.getByLabel('Request for this lead')).toBeVisible();
  await shoot(screen, 'request', { heightPx: tallPx });
  await dialog.getByText('Try it with a lead').click();
  await dialog.getByText('Paste an answer').click();
  await dialog
    .getByRole('textbox', { name: 'Body' })
    .fill('{"person": {"mobile": "+1 415-555-0***"}, "credits": {"left": 120}}');
  await expect(dialog.getByRole('list', { name: 'How the answer is read' })).toContainText('masked');
  await shoot(screen, 'pasted-answer', { heightPx: tallPx });
});
