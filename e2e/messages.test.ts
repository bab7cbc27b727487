import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { expect, test } from './test.ts';

const written = 'Hello {firstName}, {jobTitle} at {companyName}';
const jobCard = (page: Page, title: string | RegExp): Locator => page.getByRole('article').filter({ hasText: title });
const willHappen = (page: Page): Locator => page.getByRole('status', { name: 'What will happen' });

async function openLead(page: Page, url: string, id: number): Promise<Locator> {
  await page.goto(`${url}/app/leads?lead=${id}`);
  return page.getByRole('complementary', { name: 'Lead' }).getByRole('region', { name: 'Message' });
}

test('writes messages for a filter: missing values are shown and decided first, and edits are kept', async ({
  page,
  outside,
}) => {
  const { url } = outside.product;
  await outside.loadSamples();
  const [first, ...others] = await outside.leads('country=US,GB,FR');
  const total = others.length + 1;
  await outside.patchLead(first?.id ?? 0, { custom: { 'Sales region': 'EMEA', Phone: 'ask at the desk' } });

  // Nobody writes to all leads by accident: the menu leads to the choice of leads.
  await page.goto(`${url}/app/leads`);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Messages' }).click();
  const choices = page.getByRole('navigation', { name: 'Leads for the messages' });
  await expect(choices.getByRole('link')).toHaveText([
    /^Leads with a phone number/u,
    /^Leads without a message\d+ leads$/u,
    /^All leads\d+ leads$/u,
    /^Filter or select leads/u,
  ]);
  await choices.getByRole('link', { name: /^All leads/u }).click();
  await expect(page.getByText(/^For all \d+ leads/u)).toBeVisible();

  await page.goto(`${url}/app/leads?country=US,GB,FR`);
  await expect(page.getByRole('status', { name: 'Number of leads' })).toHaveText(`${total} leads`);
  await page.getByRole('checkbox', { name: 'Select all loaded leads' }).click();
  await page.getByRole('toolbar', { name: 'Selected leads' }).getByRole('button', { name: 'Write message' }).click();
  await expect(page.getByText(`For ${total} leads selected`)).toBeVisible();
  await page.goto(`${url}/app/messages?country=US,GB,FR`);
  await expect(page.getByText(`For ${total} leads that match`)).toBeVisible();

  // Merge fields have the names that people read, and a text of the file is not taken for a standard field.
  const chips = page.getByRole('group', { name: 'Merge fields' });
  await expect(chips.getByRole('group', { name: 'Standard fields' })).toContainText('Job title');
  await expect(chips.getByRole('group', { name: 'Custom fields' }).getByRole('button')).toHaveText([
    'Phone (as in the file)',
    'Sales region',
  ]);

  // The editor suggests merge fields below the brace. Tab and Enter choose, and undo takes the choice back.
  const template = page.getByRole('textbox', { name: 'Template' });
  const list = page.getByRole('listbox', { name: 'Merge fields' });
  const token = (text: string): Locator => page.locator('[data-kind]').getByText(text, { exact: true });
  await template.pressSequentially('Hello {firs');
  await expect(list).toBeVisible();
  await expect(list.getByRole('option')).toHaveText([/^First name/u]);
  const brace = await token('{').boundingBox();
  const offered = await list.boundingBox();
  if (!brace || !offered) throw new Error('The list is not on the screen.');
  expect(Math.abs(offered.x - brace.x)).toBeLessThan(30);
  expect(offered.y - (brace.y + brace.height)).toBeGreaterThanOrEqual(0);
  expect(offered.y - (brace.y + brace.height)).toBeLessThan(30);
  await expectAccessible(page, 'template and list of merge fields');
  await template.press('Escape');
  await expect(list).toBeHidden();
  await template.pressSequentially('t');
  await expect(list).toBeHidden();
  await template.press('ControlOrMeta+a');
  await template.pressSequentially('Hello {firs');
  await expect(list).toBeVisible();
  await template.press('Tab');
  await expect(template).toHaveValue('Hello {firstName}');
  await template.press('ControlOrMeta+z');
  await expect(template).toHaveValue('Hello {firs');
  await template.press('ControlOrMeta+Shift+z');
  await expect(template).toHaveValue('Hello {firstName}');
  await expect(token('firstName')).toHaveAttribute('data-kind', 'field');

  // A typing mistake is marked in the text, shows its position and is fixed with a click.
  await template.pressSequentially(', {jobTitel}');
  await expect(token('jobTitel')).toHaveAttribute('data-kind', 'unknown');
  const problems = page.getByRole('status', { name: 'Template problems' });
  await expect(problems).toContainText('Unknown field in template: jobTitel');
  await expect(problems).toContainText('line 1, column 21');
  await problems.getByRole('button', { name: 'Use jobTitle' }).click();
  await expect(template).toHaveValue('Hello {firstName}, {jobTitle}');
  await template.press('End');
  await template.pressSequentially(' at {companyName}');
  await expect(template).toHaveValue(written);

  // The most incomplete lead shows the missing value. Messages need a decision about it first.
  const missing = page.getByRole('group', { name: 'Missing Job title' });
  await expect(missing).toContainText(/Job title is missing in \d+ leads?/u);
  const lacking = Number(/missing in (\d+)/u.exec((await missing.textContent()) ?? '')?.[1]);
  const preview = page.getByRole('region', { name: 'Preview' });
  await preview.getByText('Most incomplete first').click();
  await expect(preview.getByRole('document', { name: 'Message' })).toContainText('Job title at');
  await expect(preview).toContainText('Missing required field: Job title');
  await expect(willHappen(page)).toContainText('Use a fallback or skip the leads without Job title');
  await missing.getByText('Skip these leads').click();
  await expect(page.getByRole('button', { name: `Write ${total - lacking} messages` })).toBeEnabled();
  await missing.getByText('Use a fallback').click();
  await missing.getByRole('textbox', { name: 'Fallback for Job title' }).fill('expert');
  await missing.getByRole('button', { name: 'Add fallback' }).click();
  await expect(template).toHaveValue('Hello {firstName}, {jobTitle|expert} at {companyName}');
  await expect(missing).toBeHidden();
  await expect(preview.getByRole('document', { name: 'Message' })).toContainText(', expert at ');
  await expect(page.getByRole('button', { name: `Write ${total} messages` })).toBeInViewport({ ratio: 1 });

  await page.getByRole('button', { name: 'Save as template' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('First hello');
  await page.getByRole('button', { name: 'Save', exact: true }).last().click();
  await expect(page.getByRole('combobox', { name: 'Saved templates' })).toHaveValue('First hello');

  await page.getByRole('button', { name: `Write ${total} messages` }).click();
  const card = jobCard(page, `Write messages for ${total} leads`);
  await expect(card).toContainText('Done');
  await expect(card).toContainText(`${total} written`);

  // One message is edited by hand, and the lead of another changes: only the other one is regenerated.
  const leads = await outside.leads('country=US,GB,FR');
  const [edited, changed] = leads.filter(({ email }) => email !== null);
  if (!edited || !changed) throw new Error('There are no leads.');
  const editedMessage = await openLead(page, url, edited.id);
  await expect(editedMessage).toContainText('Written from “First hello”');
  await expect(editedMessage.getByRole('link', { name: 'Write email' })).toHaveAttribute(
    'href',
    /^mailto:[^?]+\?body=Hello%20[^&]+$/u,
  );
  await editedMessage.getByRole('button', { name: 'Edit message' }).click();
  await editedMessage.getByRole('textbox', { name: 'Message' }).fill('Only for you.');
  await editedMessage.getByRole('button', { name: 'Save message' }).click();
  await expect(editedMessage).toContainText('edited by hand');
  for (const { id } of [edited, changed]) await outside.patchLead(id, { companyName: 'Newcorp' });

  await page.goto(`${url}/app/messages?country=US,GB,FR`);
  await page.getByRole('button', { name: 'Regenerate 1 message' }).click();
  await expect(jobCard(page, 'Regenerate the messages of 1 lead')).toContainText('Done');
  await expect(page.getByRole('note', { name: 'Outdated messages' })).toBeHidden();
  const after = await outside.leads('country=US,GB,FR');
  expect(after.find(({ id }) => id === edited.id)?.message).toBe('Only for you.');
  expect(after.find(({ id }) => id === changed.id)?.message).toMatch(/^Hello .+ at Newcorp$/u);

  // Replacing keeps the edited message. Then the messages are copied.
  await expect(page.getByRole('combobox', { name: 'Saved templates' })).toHaveValue(/^First hello · used/u);
  await page.getByRole('combobox', { name: 'Leads that already have a message' }).click();
  await page.getByRole('option', { name: /not edited by hand/u }).click();
  await expect(willHappen(page)).toContainText(`1 have a message that a person wrote or edited`);
  await page.getByRole('button', { name: `Write ${total - 1} messages` }).click();
  const again = jobCard(page, `Write messages for ${total} leads`).first();
  await expect(again).toContainText('Done');
  await expect(again).toContainText('1 kept: edited by hand');
  await again.getByRole('button', { name: 'Export' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('dialog')
      .getByRole('link', { name: /^Download/u })
      .click(),
  ]);
  const csv = await readFile(await file.path(), 'utf8');
  expect(csv).toContain('Only for you.');
  expect(csv).toContain('at Newcorp');

  // Deleting the template shows how many leads keep their message.
  await page.getByRole('button', { name: 'More template actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByRole('status', { name: 'Template usage' })).toContainText(
    `${total} leads have messages from this template`,
  );
  await page.getByRole('button', { name: 'Delete template' }).click();
  await expect(page.getByRole('combobox', { name: 'Saved templates' })).toHaveValue('');
});
