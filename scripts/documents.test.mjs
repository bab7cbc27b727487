import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const isSkipped = /^(?:node_modules|dist|generated|\..*)$/;
const files = filesBelow('');
const scripts = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).scripts;
const plan = read('IMPROVEMENTS.md');

const documents = ['README.md', 'IMPROVEMENTS.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'].concat(
  files.filter((file) => /^docs\/.*\.md$/.test(file)),
);

/** Files that the product writes; documents name them, the repository has none. */
const written = new Set(['errors.csv', 'instance.json']);

/** The fields of a card. `Dependencies` may be absent: the item depends on nothing. */
const cardFields = [
  'User and job',
  'Problem in their words',
  'Evidence',
  'Metric',
  'Proposal',
  'Options',
  'Smallest slice',
  'Effort',
  'Impact',
  'Risk and way back',
  'Acceptance',
];

describe('the documents', () => {
  it.each(documents)('%s names links, files and commands that exist', (document) => {
    expect(wrongNames(document, read(document))).toEqual([]);
  });

  it('of decisions are all in their index', () => {
    const index = read('docs/decisions/README.md');
    const decisions = files.filter((file) => /^docs\/decisions\/\d.*\.md$/.test(file));
    expect(decisions.filter((file) => !index.includes(`](${path.basename(file)})`))).toEqual([]);
  });

  it.each([
    ['a missing link', '[x](docs/none.md)', 'docs/none.md'],
    ['a missing heading', '[x](README.md#none)', 'README.md#none'],
    ['a missing path', '`backend/src/none.ts`', 'backend/src/none.ts'],
    ['a missing folder', '`backend/none/`', 'backend/none/'],
    ['a missing file name', '`none.test.ts`', 'none.test.ts'],
    ['a missing script', '`npm run none`', 'npm run none'],
    ['a missing benchmark', '`npm run bench -- none`', 'npm run bench -- none'],
  ])('with %s fail', (_what, text, name) => {
    expect(wrongNames('README.md', text)).toEqual([name]);
  });
});

describe('the plan', () => {
  it('has a command for each figure of its analysis and its cards', () => {
    expect(figures(plan).length).toBeGreaterThan(30);
    expect(figures(plan).filter((cell) => !hasSource(cell))).toEqual([]);
  });

  it('has every field in every card', () => {
    const missing = cards(plan).flatMap(({ title, text }) =>
      cardFields.filter((field) => !text.includes(`- **${field}:** `)).map((field) => `${title}: ${field}`),
    );
    expect(missing).toEqual([]);
  });

  it('has a card for each row of its roadmap, with the days, the confidence and the score of the row', () => {
    const rows = tables(section(plan, '## Roadmap')).map((row) => ({ ...row, title: /\[(.*)\]/.exec(row.item)?.[1] }));
    expect(rows.map(({ title }) => title).toSorted()).toEqual(
      cards(plan)
        .map(({ title }) => title)
        .toSorted(),
    );
    for (const { title, reach, impact, confidence, days, score } of rows) {
      expect([title, ((reach * impact * parseInt(confidence, 10)) / 10 / days).toFixed(1)]).toEqual([title, score]);
      const { text } = cards(plan).find((card) => card.title === title);
      expect(text).toContain(`- **Effort:** ${days} ${days === '1' ? 'day' : 'days'}, confidence ${confidence}.`);
    }
  });

  it.each([
    ['3,729 a second', false],
    ['3,729 a second (`backend/src/kill.test.ts`)', false],
    ['3,729 a second (`npm run bench -- steer`)', true],
    ['unknown; measure first', true],
  ])('figure "%s": has a source: %s', (cell, expected) => {
    expect(hasSource(cell)).toBe(expected);
  });
});

/** Returns the links, paths and commands of a document that lead nowhere. */
function wrongNames(document, text) {
  const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link);
  const code = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span);
  return [
    ...links.filter((link) => !isLink(document, link)),
    ...code.filter((span) => isPath(span) && !isFileOrFolder(span)),
    ...code.filter((span) => span.startsWith('npm run ') && !isCommand(span)),
  ];
}

function isLink(document, link) {
  const [file, heading] = link.split('#');
  const target = file === '' ? document : path.join(path.dirname(document), file);
  if (!existsSync(path.join(root, target))) return false;
  return heading === undefined || headings(read(target)).includes(heading);
}

function isPath(span) {
  return /^[\w./-]+$/.test(span) && (/\.(?:tsx?|mjs|md|json|csv|prisma)$/.test(span) || startsAtTop(span));
}

function startsAtTop(span) {
  return /^(?:backend|frontend|contract|cli|e2e|bench|scripts|docs|examples)\//.test(span);
}

/** A path may be shortened at its start: `planning/plan.ts`. */
function isFileOrFolder(span) {
  if (startsAtTop(span)) return existsSync(path.join(root, span));
  return written.has(span) || files.some((file) => `/${file}`.endsWith(`/${span}`));
}

function isCommand(span) {
  const [, script, benchmark] = /^npm run ([\w:]+)(?: -- (\w+))?/.exec(span) ?? [];
  if (script === undefined || !(script in scripts)) return false;
  return script !== 'bench' || !/^[a-z]/.test(benchmark ?? '') || existsSync(path.join(root, `bench/${benchmark}.ts`));
}

/** Returns the anchors of a document's headings, as GitHub writes them. */
function headings(text) {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** A figure has a source if it names a command, or says that nobody has measured it. */
function hasSource(cell) {
  return cell.includes('unknown; measure first') || /`(?:npm|npx|git|grep|ls|cat) [^`]+`/.test(cell);
}

function figures(text) {
  const analysed = tables(section(text, '## Codebase analysis')).map(({ figure }) => figure);
  return [
    ...analysed,
    ...cards(text).map(({ text: card }) => /- \*\*Metric:\*\* (.*(?:\n {2}.*)*)/.exec(card)?.[1] ?? ''),
  ];
}

function cards(text) {
  return section(text, '## Cards')
    .split(/^### /m)
    .slice(1)
    .map((card) => ({ title: card.slice(0, card.indexOf('\n')), text: card.replaceAll(/\s*\n {2}/g, ' ') }));
}

/** Returns the text between a heading and the next one of its level. */
function section(text, heading) {
  return text.slice(text.indexOf(`${heading}\n`) + heading.length).split(/^## /m)[0];
}

/** Returns the rows of all tables in a text, each as an object by the table's column names. */
function tables(text) {
  let names;
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith('|')) names = undefined;
    if (!line.startsWith('|') || line.startsWith('| -')) return [];
    const cells = line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (names !== undefined) return [Object.fromEntries(names.map((name, place) => [name, cells[place]]))];
    names = cells;
    return [];
  });
}

function read(file) {
  return readFileSync(path.join(root, file), 'utf8');
}

function filesBelow(folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isFile()) return [file];
    return entry.isDirectory() && !isSkipped.test(entry.name) ? filesBelow(file) : [];
  });
}
