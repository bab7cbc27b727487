import { describe, expect, it } from 'vitest';
import { testDatabases } from './testDatabase.ts';

describe.each(testDatabases)('a test database on $dialect', ({ open, dialect }) => {
  it('is migrated, empty and separate', async () => {
    const [one, other] = [await open(), await open()];
    await one.prisma.setting.create({ data: { key: 'a', value: '1' } });
    expect(one.dialect).toBe(dialect);
    expect(await one.prisma.setting.count()).toBe(1);
    expect(await other.prisma.setting.count()).toBe(0);
    await Promise.all([one.close(), other.close()]);
  });
});
