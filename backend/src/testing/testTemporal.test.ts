import { Connection } from '@temporalio/client';
import { expect, it } from 'vitest';
import { testTemporal } from './testTemporal.ts';

it('all who ask get the same server, and it answers', async () => {
  const [address, again] = await Promise.all([testTemporal(), testTemporal()]);
  expect(again).toBe(address);
  const connection = await Connection.connect({ address });
  const { serverVersion } = await connection.workflowService.getSystemInfo({});
  expect(serverVersion).toMatch(/^1\./);
  await connection.close();
});
