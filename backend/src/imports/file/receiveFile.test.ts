import { afterAll, beforeAll, expect, test } from 'vitest';
import { sqliteTestDatabase, type TestDatabase } from '../../db/testDatabase.ts';
import { receiveFile } from './receiveFile.ts';

let database: TestDatabase;
beforeAll(async () => (database = await sqliteTestDatabase()));
afterAll(() => database.close());

test('a file that is too large is refused as soon as its size is known, and its bytes are deleted', async () => {
  const deps = { database, clock: { now: () => new Date() } };
  let taken = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (;;) {
      taken += 1;
      yield Buffer.alloc(200_000, 'name,email\n');
    }
  }
  const tooLarge = { code: 'file_too_large' };
  const announced = { fileName: 'a.csv', sizeBytes: 2_000_000, sheet: null, pieces: pieces() };
  await expect(receiveFile(deps, announced, 1_000_000)).rejects.toMatchObject(tooLarge);
  expect(taken).toBe(0);
  await expect(receiveFile(deps, { ...announced, sizeBytes: null }, 1_000_000)).rejects.toMatchObject(tooLarge);
  expect(taken).toBeLessThan(10);
  expect([await database.prisma.import.count(), await database.prisma.importChunk.count()]).toEqual([0, 0]);
});
