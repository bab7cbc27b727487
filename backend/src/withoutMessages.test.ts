import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestApp, type TestApp } from './testing/startTestApp.ts';

// As if its folder and its line in the composition root were deleted.
vi.mock('./messages/messages.ts', () => ({ messages: () => ({}) }));

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ sandbox: { orion: { hitRate: 1 } } });
});
afterAll(() => app.close());

test('the product starts and finds numbers without the messages capability', async () => {
  const lead = await app.addLead();
  await app.find(lead);
  expect(await app.leadIn(lead.id, 'found')).toMatchObject({ phoneProvider: 'orion' });
  expect((await app.call('GET', '/readyz')).status).toBe(200);
  expect((await app.call('POST', '/message-templates/preview', { template: 'Hi', leadIds: [lead.id] })).status).toBe(
    404,
  );
});
