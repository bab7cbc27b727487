import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const isSkipped = /^(?:node_modules|dist|generated|\..*)$/;
const files = filesBelow('');
const scripts = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).scripts;
const plan = read('IMPROVEMENTS.md');
const readme = read('README.md');

const documents = ['README.md', 'IMPROVEMENTS.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'bench/README.md'].concat(
  files.filter((file) => /^docs\/.*\.md$/.test(file)),
);

/** Words of British English, as far as documents had them. */
const british =
  /\b(?:judgement|diall(?:ed|ing)|behaviour|colour|favour|catalogue|centre|licence|(?:organ|recogn)is(?:e|ed|ing))\w*/gi;
const figure =
  /\b(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|thirty|hundred|thousand|million|percent)\b/gi;
const notMeasured = 'unknown; measure first';
const mostWords = 25;

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

  it.each(documents)('%s is in American English', (document) => {
    expect(read(document).match(british)).toBeNull();
  });

  it.each(['README.md', 'IMPROVEMENTS.md'])(`%s has at most ${mostWords} words a sentence`, (document) => {
    expect(longSentences(read(document))).toEqual([]);
  });

  it.each([
    ['in a paragraph', `A ${'b '.repeat(mostWords)}c.`, 1],
    ['in a cell', `| a |\n| - |\n| ${'b '.repeat(mostWords)}c |`, 1],
    ['but not two short ones', `A ${'b '.repeat(20)}c. 5 ${'b '.repeat(20)}c.`, 0],
    ['but not code', `A \`${'b '.repeat(mostWords)}c\`.`, 0],
  ])('a long sentence is found %s', (_where, text, count) => {
    expect(longSentences(text)).toHaveLength(count);
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

describe('README', () => {
  const named = tables(section(readme, '## Figures'));

  it('has a command or a test for each figure of its text', () => {
    const sources = named.map((row) => row['command or test']);
    expect(sources.filter((source) => !hasCommand(source) && !/`[^`]+\.test\.(?:ts|mjs)`/.test(source))).toEqual([]);
    expect(unnamedFigures(readme, named)).toEqual([]);
  });

  it('has each of the named figures', () => {
    const text = oneLine(readme.replace(section(readme, '## Figures'), ''));
    expect(named.filter((row) => !text.includes(row.figure))).toEqual([]);
  });

  it('with a figure that is not named fails', () => {
    expect(unnamedFigures('It takes 7 seconds, and `8` at [most](x9.md).\n', [])).toEqual(['7']);
    expect(unnamedFigures('It takes 7\nseconds.\n', [{ figure: '7 seconds' }])).toEqual([]);
  });
});

describe('the plan', () => {
  it('has a command for each figure of its analysis and its metrics', () => {
    const analysed = tables(section(plan, '## Codebase analysis')).flatMap((row) => clauses(row.figure));
    const measured = cards(plan).flatMap(({ text }) => sentences(field(text, 'Metric')));
    expect(Math.min(analysed.length, measured.length)).toBeGreaterThan(20);
    expect([...analysed, ...measured].filter((text) => !hasSource(text))).toEqual([]);
  });

  it('has how strong and of which day each evidence is', () => {
    const undated = cards(plan).filter(({ text }) => !isDated(field(text, 'Evidence')));
    expect(undated.map(({ title }) => title)).toEqual([]);
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
    ['3,729 a second (same command)', true],
    ['leads a second: unknown; measure first', true],
    ['about 10 seen; unknown; measure first', false],
    ['8 MB by calculation; unknown; measure first (`npm run bench -- steer`)', false],
    ['seconds at 100,000 leads: unknown; measure first', true],
  ])('figure "%s": has a source: %s', (text, expected) => {
    expect(hasSource(text)).toBe(expected);
  });

  it.each([
    ['Strong (2026-11-29): a test. Weak (2026-11): a page.', true],
    ['Strong (2026-11-29): a test. Weak: a page.', false],
    ['An idea (2026-11-29).', false],
  ])('evidence "%s" is dated: %s', (text, expected) => {
    expect(isDated(text)).toBe(expected);
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

/**
 * A figure has a source if it names a command, or says that nobody has measured it. Then no figure stands beside these
 * words, except in the name of the metric, which ends with a colon.
 */
function hasSource(text) {
  const plain = text.replaceAll(/`[^`]*`/g, '');
  if (plain.includes(notMeasured)) return !/\d[^:→]*unknown; measure first/.test(plain);
  return !/\d/.test(plain) || hasCommand(text) || plain.includes('same command');
}

function hasCommand(text) {
  return /`(?:npm|npx|git|grep|ls|cat) [^`]+`/.test(text);
}

/** Evidence says how strong it is, each time with a date. */
function isDated(evidence) {
  return /\b(?:Strong|Weak) \(\d{4}-\d{2}/.test(evidence) && !/\b(?:Strong|Weak)\b(?! \(\d{4}-\d{2})/.test(evidence);
}

/** Returns the figures of a text outside code, headings and tables that are not among the named ones. */
function unnamedFigures(text, named) {
  const prose = oneLine(
    text
      .replaceAll(/^```.*?^```/gms, '')
      .replaceAll(/^(?:[|#].*|!\[.*|\d\. )/gm, '')
      .replaceAll(/`[^`]*`|\]\([^)]*\)|https?:\S+/g, ''),
  );
  return named.reduce((rest, row) => rest.replaceAll(row.figure, ''), prose).match(figure) ?? [];
}

function longSentences(text) {
  const blocks = text
    .replaceAll(/^```.*?^```/gms, '')
    .split(/\n\s*\n|\n(?=[|#]|- |\d+\. )/)
    .flatMap((block) => (block.startsWith('|') ? block.split('|').flatMap(clauses) : [block]));
  return blocks.flatMap(sentences).filter((sentence) => {
    const words = sentence.replaceAll(/`[^`]*`/g, 'code').replaceAll(/\]\([^)]*\)/g, '');
    return words.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word)).length > mostWords;
  });
}

/** Splits a text after each sentence, and before each option of a card: (a), (b). */
function sentences(text) {
  return oneLine(text).split(/(?<=[.?!][")*]*) (?=(?:→ )?["“(]?[[*`]*[\p{Lu}\d≤≥]|\([a-z]\))/u);
}

/** Splits a cell of a table at its semicolons. */
function clauses(cell) {
  return cell.split(/(?<!unknown); /);
}

function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Returns a field of a card. */
function field(card, name) {
  return new RegExp(`- \\*\\*${name}:\\*\\* (.*)`).exec(card)?.[1] ?? '';
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
