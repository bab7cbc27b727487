import { expect, test, untilJobsEnd } from './pictures.ts';

const screen = 'messages';

test('messages', async ({ page, outside, send, shoot }) => {
  const { url } = outside.product;
  await outside.loadSamples();
  await page.goto(`${url}/app/messages`);
  await expect(page.getByRole('link', { name: /^All leads\s*200 leads/u })).toBeVisible();
  await shoot(screen, 'choice');

  await page.goto(`${url}/app/messages?leads=all`);
  const template = page.getByRole('textbox', { name: 'Template' });
  await expect(template).toBeVisible();
  await shoot(screen, 'new');
  await template.pressSequentially('Hello {fir');
  await expect(page.getByRole('listbox', { name: 'Merge fields' })).toBeVisible();
  await shoot(screen, 'suggestion');
  await template.fill('Hello {firstName},\n\nI saw that you are {jobTitel} at {companyName}.');
  await expect(page.getByRole('status', { name: 'Template problems' })).toContainText('jobTitel');
  await shoot(screen, 'unknown-field');
  await page.getByRole('button', { name: 'Use jobTitle' }).click();
  await expect(page.getByRole('group', { name: 'Missing Job title' })).toBeVisible();
  await page.getByText('Most incomplete first').click();
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('Missing required field: Job title');
  await shoot(screen, 'missing-value');
  await shoot(screen, 'missing-value-whole', { heightPx: 1_500 });
  await page.getByRole('button', { name: 'Save as template' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await shoot(screen, 'save-template');
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('First hello');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'More template actions' }).click();
  await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeVisible();
  await shoot(screen, 'template-actions');
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Saved templates' }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  await shoot(screen, 'saved-templates');
  await page.keyboard.press('Escape');

  const ids = (await outside.leads('sort=id')).map(({ id }) => id).slice(0, 10);
  await send('POST', '/leads/generate-messages', { leadIds: ids, template: 'Hello {firstName} at {companyName}' });
  await untilJobsEnd(outside);
  for (const id of ids.slice(0, 2)) await outside.patchLead(id, { companyName: 'Newcorp' });
  await page.goto(`${url}/app/messages?leads=all`);
  await expect(page.getByRole('note', { name: 'Outdated messages' })).toBeVisible();
  await shoot(screen, 'outdated', { heightPx: 1_500 });
});
