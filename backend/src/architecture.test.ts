import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokenRules, type SourceFile, withoutComments } from './testing/architecture.ts';

const root = path.resolve(import.meta.dirname, '../..');

async function sourceFiles(): Promise<SourceFile[]> {
  const sides = ['contract/src', 'backend/src', 'frontend/src', 'cli/src'];
  const listed = await Promise.all(
    sides.map(async (side) => {
      const entries = await readdir(path.join(root, side), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
    }),
  );
  return Promise.all(
    listed.flat().map(async (file) => ({ path: file, text: await readFile(path.join(root, file), 'utf8') })),
  );
}

describe('the architecture', () => {
  it('is followed by every file', async () => {
    const files = await sourceFiles();
    expect(files.length).toBeGreaterThan(100);
    expect(brokenRules(files)).toEqual([]);
  });

  it.each([
    'backend/src/workflows/phoneLookup.ts',
    'backend/src/workflows/activities/phoneProviders.ts',
    'backend/src/utils/QueuedRateLimiter.ts',
    'frontend/src/components/LeadsList.tsx',
  ])('has %s at its documented path', (file) => {
    expect(existsSync(path.join(root, file))).toBe(true);
  });
});

describe('texts of the page and of the API', () => {
  /** Fixtures have what others write; these folders write to the terminal. */
  const others =
    /\.test\.tsx?$|\/(?:fixtures|testing)\/|^cli\/|^backend\/src\/(?:config\.ts$|db\/|embedded\/|platform\/)/;

  it('have the apostrophe ’', async () => {
    const straight = (await sourceFiles())
      .filter((file) => !others.test(file.path))
      .flatMap((file) =>
        withoutComments(file.text)
          .split('\n')
          .filter((line) => /[a-z]'(?:t|s|re|ve|ll|d|m)\b/.test(line))
          .map((line) => `${file.path}: ${line.trim()}`),
      );
    expect(straight).toEqual([]);
  });
});

describe('the rules', () => {
  /** Returns the broken rules of one file with these lines. */
  const brokenIn = (file: string, ...lines: string[]) => brokenRules([{ path: file, text: lines.join('\n') }]);

  it.each<[string, string, RegExp]>([
    ['backend/src/leads/a.ts', "import { b } from '../providers/registry.ts';", /leads\/ imports phones/],
    ['backend/src/leads/a.ts', "export { b } from '../lookups/b.ts';", /leads\/ imports phones/],
    ['backend/src/leads/a.ts', "const b = await import('../lookups/b.ts');", /leads\/ imports phones/],
    ['backend/src/leads/a.ts', "import {\n  b,\n  c,\n} from '../lookups/b.ts';", /leads\/ imports phones/],
    ['backend/src/leads/list/a.ts', "import { b } from '../../emails/dns/b.ts';", /leads\/ imports phones/],
    ['backend/src/emails/a.ts', "import type { b } from '../lookups/b.ts';", /and no other capability/],
    ['backend/src/messages/a.ts', "import { b } from '../imports/b.ts';", /and no other capability/],
    ['backend/src/providers/a.ts', "import { b } from '../lookups/ledger/b.ts';", /and no other capability/],
    ['backend/src/lookups/a.ts', "import { b } from '../emails/b.ts';", /lookups\/ imports providers/],
    ['backend/src/platform/a.ts', "import type { b } from '../db/b.ts';", /platform\/ is the lowest/],
    ['backend/src/db/a.ts', "import '../leads/b.ts';", /db\/ provides tables/],
    ['backend/src/embedded/a.ts', "import { b } from '../db/b.ts';", /embedded\/ runs/],
    ['backend/src/http/a.ts', "import { b } from '../jobs/b.ts';", /http\/ is a frame/],
    ['backend/src/http/a.ts', "import type { b } from '../leads/b.ts';", /http\/ is a frame/],
    ['backend/src/jobs/a.ts', "import { b } from '../leads/b.ts';", /jobs\/ is a frame/],
    ['backend/src/jobs/a.ts', "import type { b } from '../workflows/b.ts';", /jobs\/ is a frame/],
    ['backend/src/phones/a.ts', "import { b } from '../leads/b.ts';", /phones\/ parses/],
    ['backend/src/lookups/planning/a.ts', "import { b } from '@tinygenesy/contract';", /planning is pure/],
    ['backend/src/lookups/planning/a.ts', "import { z } from 'zod';", /planning is pure/],
    ['backend/src/lookups/planning/a.ts', "import type { b } from '../../platform/clock.ts';", /planning is pure/],
    ['backend/src/lookups/planning/a.ts', "import { randomUUID } from 'node:crypto';", /planning is pure/],
    ['backend/src/workflows/a.ts', "import { b } from './activities/b.ts';", /must be deterministic/],
    ['backend/src/workflows/a.ts', "import { b } from '@tinygenesy/contract';", /must be deterministic/],
    ['backend/src/workflows/a.ts', "import type { b } from '../lookups/ledger/b.ts';", /must be deterministic/],
    ['backend/src/workflows/activities/a.ts', "import { b } from '../b.ts';", /Activities import capabilities/],
    ['backend/src/lookups/a.ts', "import { Context } from '@temporalio/activity';", /Only workflows\/activities/],
    ['backend/src/lookups/a.ts', "import { ApplicationFailure } from '@temporalio/common';", /nothing from Temporal/],
    ['backend/src/leads/a.ts', "import { b } from '../db/testDatabase.ts';", /Shipped code/],
    ['backend/src/leads/a.ts', "import { b } from '../testing/b.ts';", /Shipped code/],
    ['backend/src/leads/a.ts', "import express from 'express';", /Only http/],
    ['backend/src/leads/a.ts', "import { Client } from '@temporalio/client';", /Only jobs\/ uses/],
    ['backend/src/leads/a.ts', "import { isSupportedCountry } from 'libphonenumber-js/max';", /Only phones/],
    ['backend/src/leads/a.ts', "import Sqlite from 'better-sqlite3';", /database drivers/],
    ['backend/src/leads/a.ts', 'const a = process.env.PORT;', /Only config\.ts reads/],
    ['backend/src/leads/a.ts', "const a = process['env'].PORT;", /Only config\.ts reads/],
    ['backend/src/leads/a.ts', 'const a = { where: { id }, create: { id }, update: {} };', /not one statement/],
    ['backend/src/nowhere.ts', "import { b } from '../../frontend/src/app/b.ts';", /never frontend/],
    ['backend/src/nowhere.ts', "import { b } from '../../cli/src/b.ts';", /or cli/],
    ['cli/src/a.ts', "import { b } from '../../backend/src/db/b.ts';", /cli\/ is a client/],
    ['contract/src/a.ts', "import { b } from '../../backend/src/db/b.ts';", /only schemas and types/],
    ['contract/src/a.ts', "import pino from 'pino';", /only schemas and types/],
    ['frontend/src/app/a.ts', "import type { b } from '../../../backend/src/db/b.ts';", /never the backend/],
    ['frontend/src/words/a.ts', "import { b } from '../api/b.ts';", /words\/ turns/],
    ['frontend/src/components/a.tsx', "import { b } from '../app/router.tsx';", /app\/ imports components/],
    ['backend/src/leads/a.ts', 'export function somethingElse() {}', /must be named after it/],
  ])('refuse in %s: %s', (file, line, sentence) => {
    const broken = brokenIn(file, line);
    expect(broken).toHaveLength(1);
    expect(broken[0]).toMatch(sentence);
    expect(broken[0]).toContain(file);
  });

  it.each<[string, string]>([
    ['backend/src/leads/a.ts', "import { parsePhone } from '../phones/phone.ts';"],
    ['backend/src/leads/a.ts', "// import { b } from '../lookups/b.ts'; process.env.PORT"],
    ['backend/src/leads/a.test.ts', "import { b } from '../lookups/b.ts'; process.env.PORT;"],
    ['backend/src/workflows/a.ts', "import type { b } from './activities/b.ts';"],
    ['backend/src/workflows/a.ts', "import { b } from '../lookups/planning/b.ts';"],
    ['backend/src/lookups/planning/a.ts', "import type { b } from '@tinygenesy/contract';"],
    ['cli/src/a.ts', "import { b } from '@tinygenesy/backend/b';"],
    ['backend/src/startApp.ts', "import { b } from './workflows/activities/b.ts';"],
    ['backend/src/config.ts', 'const a = process.env.PORT;'],
    ['backend/src/jobs/engine.ts', "import { Client } from '@temporalio/client';"],
    ['backend/src/http/cursor.ts', 'export function encodeCursor() {}'],
    ['backend/src/db/generated/sqlite/client.ts', "import { b } from '../../../http/b.ts';"],
    ['backend/src/emails/a.ts', "import { b } from '../leads/list/b.ts';"],
    ['backend/src/lookups/a.ts', "import { b } from '../providers/b.ts';"],
  ])('allow in %s: %s', (file, line) => {
    expect(brokenIn(file, line)).toEqual([]);
  });

  it('refuse a cycle, and name its files', () => {
    const file = (name: string, other: string) => ({
      path: `backend/src/leads/${name}.ts`,
      text: `import type { x } from './${other}.ts';`,
    });
    expect(brokenRules([file('a', 'b'), file('b', 'c'), file('c', 'a'), file('d', 'a')])).toEqual([
      'backend/src/leads/a.ts → backend/src/leads/b.ts → backend/src/leads/c.ts → backend/src/leads/a.ts: ' +
        'Imports must not form a cycle, also within a module.',
    ]);
  });
});
