import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { TestApp } from './testing/startTestApp.ts';

let app: TestApp;
beforeAll(async () => {
  // Test files of one process share loaded modules: the product is loaded again here, and after this file.
  vi.resetModules();
  // As if its folder and its line in the composition root were deleted.
  vi.doMock('./messages/messages.ts', () => ({ messages: () => ({}) }));
  const { startTestApp } = await import('./testing/startTestApp.ts');
  app = await startTestApp({ sandbox: { orion: { hitRate: 1 } } });
});
afterAll(async () => {
  await app.close();
  vi.doUnmock('./messages/messages.ts');
  vi.resetModules();
});

test('the product starts and finds numbers without the messages capability', async () => {
  const lead = await app.addLead();
  await app.find(lead);
  expect(await app.leadIn(lead.id, 'found')).toMatchObject({ phoneProvider: 'orion' });
  await vi.waitFor(async () => expect((await app.call('GET', '/readyz')).status).toBe(200));
  expect((await app.call('POST', '/message-templates/preview', { template: 'Hi', leadIds: [lead.id] })).status).toBe(
    404,
  );
});
