import { expectAccessible } from './accessible.ts';
import { expect, test } from './test.ts';

test('a provider is added from the directory, gets its key, is tested, switched on and used', async ({
  page,
  outside,
}) => {
  await outside.loadSamples();
  for (const id of ['orion', 'astra', 'nimbus']) await outside.patchProvider(id, { enabled: false });
  await page.goto(`${outside.product.url}/app/providers`);
  await page.getByRole('button', { name: 'Add provider' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add provider' });
  await dialog.getByRole('textbox', { name: 'Search the directory' }).fill('prosp');
  await expect(dialog.getByRole('article')).toHaveCount(1);
  await expect(dialog.getByRole('article', { name: 'Prospeo' })).toContainText('Not yet tested with a real key');
  await dialog.getByRole('button', { name: 'Add Prospeo' }).click();
  await expect(dialog).toBeHidden();

  const card = page.getByRole('article', { name: 'Prospeo' });
  await card.getByRole('button', { name: 'Enter key' }).click();
  await card.getByLabel('API key').fill('prospeo-test-key-1234');
  await card.getByRole('button', { name: 'Save key' }).click();
  await card.getByRole('button', { name: 'Change key' }).click();
  await expect(card).toContainText('Ends with 1234');
  await card.getByRole('button', { name: 'Cancel' }).click();

  await card.getByRole('button', { name: 'Test run' }).click();
  await card.getByRole('combobox', { name: 'Lead' }).click();
  await page.getByRole('option').first().click();
  await card.getByRole('button', { name: 'Call Prospeo' }).click();
  await expect(card.getByRole('status').filter({ hasText: 'Status 200' })).toContainText('The sandbox answered');
  await expect(card.getByLabel('Answer as it came')).toContainText('"person"');
  await expectAccessible(page, 'providers');
  await card.getByRole('button', { name: 'Yes', exact: true }).click();
  await expect(card.getByRole('group', { name: 'Is this right?' })).toContainText('Prospeo is read right.');
  await card.getByRole('button', { name: 'Close' }).click();

  await card.getByRole('switch', { name: 'Use Prospeo' }).press('Space');
  // The sandbox's answer proves nothing about the real provider.
  await page
    .getByRole('dialog', { name: /without a live test run/u })
    .getByRole('button', { name: 'Switch on Prospeo' })
    .click();
  await expect(card.getByRole('switch', { name: 'Use Prospeo' })).toBeChecked();
  await page.goto(outside.product.url);
  await page.getByRole('checkbox', { name: /^Select all/u }).click();
  const selected = page.getByRole('toolbar', { name: 'Selected leads' });
  await selected.getByRole('button', { name: 'Find phone numbers' }).click();
  const find = page.getByRole('dialog', { name: 'Find phone numbers' });
  await find.getByRole('button', { name: /^Find \d+ phone numbers?$/u }).click();
  await expect(page.getByText(/asking Prospeo|Prospeo/u).first()).toBeVisible({ timeout: 30_000 });
  await expect.poll(async () => (await outside.leads('phoneProvider=prospeo')).length).toBeGreaterThan(0);
});

test('a definition of one’s own is checked while it is written, and added once it is complete', async ({
  page,
  outside,
}) => {
  await page.goto(`${outside.product.url}/app/providers`);
  await page.getByRole('button', { name: 'Add provider' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add provider' });
  await dialog.getByRole('tab', { name: 'Own definition' }).click();
  const check = dialog.getByRole('status', { name: 'Check of the definition' });
  await expect(check).toContainText('3 of 3 examples have the expected outcome');
  const editor = dialog.getByRole('textbox', { name: 'Definition' });
  const text = await editor.inputValue();
  await editor.fill(text.replace('at: person.mobile', 'at: person..mobile').replace('{{email}}', '{{mail}}'));
  await expect(check).toContainText('answer → phones → 1 → at: must be a path');
  await expect(check).toContainText('{{mail}}, which does not exist');
  await expect(dialog.getByRole('button', { name: 'Add provider' })).toBeDisabled();
  await editor.fill(text);
  await dialog.getByText('Paste an answer').click();
  await dialog.getByRole('textbox', { name: 'Body' }).fill('{"person": {"mobile": "+1 415-555-0***"}}');
  const reading = dialog.getByRole('list', { name: 'How the answer is read' });
  await expect(reading).toContainText('person.mobile +1 415-555-0***, mobile: not used: masked by the provider');
  await dialog.getByRole('textbox', { name: 'Body' }).fill('{"person": {"mobile": "+1 415-555-0199"}}');
  await expect(reading).toContainText('+14155550199, mobile: the number that is used');
  await dialog.getByRole('button', { name: 'Use as example' }).click();
  await expect(check).toContainText('4 of 4 examples have the expected outcome');
  await dialog.getByRole('button', { name: 'Add provider' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('article', { name: 'My provider' })).toBeVisible();
  await expect(page.getByRole('article', { name: 'My provider' })).toContainText('skipped in live mode');

  await page.getByRole('group', { name: 'Mode' }).getByRole('button', { name: 'Go live…' }).click();
  const live = page.getByRole('dialog', { name: 'Go live' });
  await expect(live.getByRole('list', { name: 'Providers in live mode' })).toContainText('Orion: the key that');
  await expect(live).toContainText('Off: My provider.');
  await expect(live.getByRole('button', { name: 'Go live' })).toBeDisabled();
  await live.getByRole('checkbox', { name: /I understand/u }).check();
  await live.getByRole('button', { name: 'Go live' }).click();
  await expect(live).toBeHidden();
  await expect(page.getByRole('note', { name: 'Sandbox' })).toBeHidden();
  await page.getByRole('button', { name: 'Back to the sandbox…' }).click();
  await page.getByRole('button', { name: 'Switch to the sandbox' }).click();
  await expect(page.getByRole('note', { name: 'Sandbox' })).toBeVisible();
});
