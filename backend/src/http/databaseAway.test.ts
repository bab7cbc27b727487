import { expect, test } from 'vitest';
import { dropPostgresDatabase, postgresTestDatabase } from '../db/testDatabase.ts';
import { startTestServer } from '../testing/testServer.ts';

test('an unreachable database gives 503 with Retry-After', async () => {
  const database = await postgresTestDatabase();
  const server = await startTestServer({ database });
  try {
    expect((await server.call('GET', '/leads')).status).toBe(200);
    await dropPostgresDatabase(database.url);
    const { status, headers, body } = await server.call('GET', '/leads');
    expect({ status, retryAfter: headers.get('retry-after'), type: body['type'] }).toEqual({
      status: 503,
      retryAfter: '5',
      type: '/problems/unavailable',
    });
    expect((await server.call('GET', '/readyz')).body['checks']).toContainEqual({
      name: 'database',
      ok: false,
      text: 'does not respond',
    });
    expect((await server.call('GET', '/healthz')).status).toBe(200);
  } finally {
    await server.close();
    await database.close();
  }
});
