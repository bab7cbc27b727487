import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../testing/startTestApp.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

describe('the waterfall', () => {
  test('found by the first: nobody else is asked', async () => {
    app.sandbox.setFlags({ orion: { hitRate: 1 } });
    const lead = await app.addLead();
    const answer = await app.call('POST', `/leads/${lead.id}/phone-lookup`, {});
    expect(answer).toMatchObject({ status: 202 });
    const after = await app.leadIn(lead.id, 'found');
    expect(after.phoneProvider).toBe('orion');
    expect(app.callsAbout(lead)).toHaveLength(1);
    await app.expectBooksToBalance();
  });
});
