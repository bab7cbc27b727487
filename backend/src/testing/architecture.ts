import path from 'node:path';

/** A source file: its path from the root of the repository, with `/`, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

interface Room {
  /** Rooms, or single files, whose code may be imported; a room's own files always may. */
  may: string[];
  /** Rooms of which only types may be imported. */
  types?: string[];
  /** Packages that may be imported; without it all may that no rule below keeps elsewhere. */
  packages?: string[];
  /** What a person reads who broke the rule. */
  sentence: string;
}

// A room is the longest of these paths that a file lies under.
const contract = 'contract/src';
const in_ = (room: string) => `backend/src/${room}`;
const frames = [contract, ...['platform', 'db', 'utils', 'http', 'jobs'].map(in_)];
const throughLeads = [...frames, ...['phones', 'leads', 'leads/list', 'leads/deletion', 'leads/export', 'leads/samples'].map(in_)];
const capabilities = [...throughLeads, ...['providers', 'imports', 'emails', 'messages'].map(in_)];
const all = [...capabilities, in_('lookups'), in_('lookups/planning')];

/** Who may import whom; imports go one way, from below upwards in this table. */
const rooms: Record<string, Room> = {
  [contract]: { may: [], packages: ['zod'], sentence: 'contract' },
  [in_('platform')]: { may: [contract], sentence: 'platform' },
  [in_('embedded')]: { may: [in_('platform')], sentence: 'embedded' },
  [in_('db')]: { may: [contract, in_('platform')], sentence: 'db' },
  [in_('utils')]: { may: [contract, in_('platform'), in_('db')], sentence: 'utils' },
  [in_('http')]: { may: [contract, ...['platform', 'db', 'utils'].map(in_)], sentence: 'http' },
  [in_('jobs')]: { may: frames, sentence: 'jobs' },
  [in_('phones')]: { may: frames, sentence: 'phones' },
  [in_('leads')]: { may: throughLeads, sentence: 'leads' },
  [in_('providers')]: { may: throughLeads, sentence: 'providers', types: [in_('lookups/planning')] },
  [in_('imports')]: { may: throughLeads, sentence: 'imports' },
  [in_('emails')]: { may: throughLeads, sentence: 'emails' },
  [in_('messages')]: { may: throughLeads, sentence: 'messages' },
  [in_('lookups/planning')]: { may: [], types: [contract], packages: [], sentence: 'planning' },
  [in_('lookups')]: { may: all, sentence: 'lookups' },
  [in_('workflows')]: { may: [in_('lookups/planning')], types: [contract, in_('workflows/activities')], packages: ['@temporalio/workflow', '@temporalio/common'], sentence: 'workflows' },
  [in_('workflows/activities')]: { may: all, sentence: 'activities' },
  [in_('worker')]: { may: all, types: [in_('workflows'), in_('workflows/activities')], sentence: 'worker' },
  // The composition root: main.ts, config.ts and what they are split into.
  'backend/src': {
    may: [contract, 'backend/src', 'backend/package.json'],
    sentence: 'The backend imports the contract, never the page.',
  },
  'frontend/src/words': {
    may: [contract],
    sentence: 'words/ turns data into words: it knows the contract, neither requests nor components.',
  },
  'frontend/src/api': {
    may: [contract, 'frontend/src/words'],
    sentence: 'api/ fetches: it knows the contract and words/, no component.',
  },
  'frontend/src/components': {
    may: [
      contract,
      'frontend/src/words',
      'frontend/src/api',
      'frontend/src/app/notify.ts',
      'frontend/src/app/useParam.ts',
    ],
    sentence: 'components/ are put together by app/ and do not know it.',
  },
  'frontend/src': {
    may: [contract, 'frontend/src'],
    sentence: 'The page imports the contract, never the backend.',
  },
};

/** Packages that only some rooms or files may import. */
const packages: { name: RegExp; only: string[]; sentence: string }[] = [
  {
    name: /^@temporalio\/client$/,
    only: [in_('jobs'), in_('embedded')],
    sentence: 'jobs/ has the only Temporal client (embedded/ asks its own server whether it lives).',
  },
  {
    name: /^@temporalio\/worker$/,
    only: [in_('worker'), in_('startApp.ts'), in_('instance.ts')],
    sentence: 'Only worker/ runs Temporal workers.',
  },
  {
    name: /^(express|helmet|ws)$/,
    only: [in_('http')],
    sentence: 'HTTP stays in http/.',
  },
  {
    name: /^(@prisma\/|better-sqlite3$|pg$)/,
    only: [in_('db'), in_('embedded/dataDirLock.ts'), in_('http/eventReader.ts')],
    sentence: 'Database drivers stay in db/ (save the lock of the data folder and the listener for events).',
  },
  {
    name: /^(undici|node:https?)$/,
    only: [in_('providers'), in_('http'), in_('embedded')],
    sentence: 'Requests to vendors go through the client in providers/.',
  },
];

const environmentReader = in_('config.ts');
const environmentSentence = 'Only config.ts reads the environment; what it read is handed on.';
const testHelperSentence = 'What ships does not import what only tests need.';
const cycleSentence = 'Imports go one way, also between files of one room: no cycles.';
const nameSentence = 'A file with one exported function or class is named after it.';

/** Names that are given, or name the thing that everybody speaks of rather than what is done with it. */
const givenNames = [
  'db/eventLog.ts',
  'enrichment/plan.ts',
  'jobs/bulkSelection.ts',
  'leads/leadSet.ts',
  'leads/leadTags.ts',
  'ledger/providerFaults.ts',
].map(in_);

const isTest = (file: string) => /\.test\.tsx?$/.test(file) || /\/(testing|fixtures)\//.test(file);
const isTestHelper = (file: string) =>
  isTest(file) || /\/(testDatabase|testPostgres|testServer|startTestServer)\.ts$/.test(file);

interface Import {
  target: string;
  typeOnly: boolean;
}

/**
 * Holds source files to the rules of the architecture.
 * @returns one line for each place that breaks a rule, `file → import: the rule's sentence`; none when all is well
 */
export function brokenRules(files: SourceFile[]): string[] {
  const sources = files.filter(({ path: file }) => !file.includes('/generated/'));
  const shipped = sources.filter(({ path: file }) => !isTestHelper(file));
  return [
    ...shipped.flatMap(brokenImports),
    ...shipped.flatMap(brokenEnvironment),
    ...brokenCycles(sources),
    ...sources.filter(({ path: file }) => !isTest(file)).flatMap(brokenName),
  ].toSorted();
}

function brokenImports({ path: file, text }: SourceFile): string[] {
  const here = roomOf(file);
  const room = here && rooms[here];
  if (!here || !room) return [`${file}: it lies in no room that the rules know.`];
  return importsOf(file, text).flatMap(({ target, typeOnly }) => {
    const told = (sentence: string) => [`${file} → ${target}: ${sentence}`];
    if (!isOurs(target)) {
      if (room.packages && !room.packages.includes(packageOf(target))) return told(room.sentence);
      const kept = packages.find(({ name }) => name.test(target));
      return kept && !typeOnly && !kept.only.some((place) => isUnder(file, place)) ? told(kept.sentence) : [];
    }
    if (isTestHelper(target)) return told(testHelperSentence);
    const there = roomOf(target);
    const allowed = [...room.may, ...(typeOnly ? (room.types ?? []) : [])];
    const fine =
      there === here || allowed.some((place) => place === there || place === target || placeHolds(place, target));
    return fine ? [] : told(room.sentence);
  });
}

/** A whole side (`backend/src`) stands for all its rooms; a room does not stand for one inside of it. */
const placeHolds = (place: string, target: string) => /^(backend|frontend)\/src$/.test(place) && isUnder(target, place);

function brokenEnvironment({ path: file, text }: SourceFile): string[] {
  if (file === environmentReader || !/\bprocess\s*(\??\.\s*env\b|\[\s*['"`]env)/.test(withoutComments(text))) return [];
  return [`${file}: ${environmentSentence}`];
}

function brokenCycles(files: SourceFile[]): string[] {
  const importsOfFile = new Map(
    files.map(({ path: file, text }) => [file, importsOf(file, text).map(({ target }) => target)]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  function walk(file: string, way: string[]): void {
    const start = way.indexOf(file);
    if (start >= 0) {
      const circle = way.slice(start);
      found.push(`${[...circle, file].join(' → ')}: ${cycleSentence}`);
      return;
    }
    if (done.has(file)) return;
    for (const target of importsOfFile.get(file) ?? []) walk(target, [...way, file]);
    done.add(file);
  }
  for (const file of importsOfFile.keys()) walk(file, []);
  return found;
}

function brokenName({ path: file, text }: SourceFile): string[] {
  const exported = [
    ...withoutComments(text).matchAll(/^export (?:async )?(function\*?|class|const|interface|type) (\w+)/gm),
  ].map(([, kind = '', name = '']) => ({ name, does: kind.startsWith('function') || kind === 'class' }));
  const [only, ...others] = exported.filter(({ does }) => does);
  const fileWords = wordsOf(path.posix.basename(file).replace(/\.tsx?$/, ''));
  const named = exported.some(({ name }) => {
    const words = wordsOf(name);
    return fileWords.every((word) => words.includes(word)) || words.every((word) => fileWords.includes(word));
  });
  if (!only || others.length > 0 || named || givenNames.includes(file)) return [];
  return [`${file} exports ${only.name}: ${nameSentence}`];
}

const wordsOf = (name: string) => name.split(/(?=[A-Z])/).map((word) => word.toLowerCase().replace(/s$/, ''));

function importsOf(file: string, text: string): Import[] {
  const code = withoutComments(text);
  const statements = code.matchAll(/^\s*(?:import|export)\s+(type\s)?(?:[\w*\s{},$]*?\sfrom\s*)?['"]([^'"]+)['"]/gm);
  const dynamic = code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [
    ...[...statements].map(([, type, target = '']) => ({
      target: resolve(file, target),
      typeOnly: type !== undefined,
    })),
    ...[...dynamic].map(([, target = '']) => ({ target: resolve(file, target), typeOnly: false })),
  ];
}

function resolve(file: string, target: string): string {
  if (target === '@tinygenesy/contract') return `${contract}/index.ts`;
  return target.startsWith('.') ? path.posix.join(path.posix.dirname(file), target) : target;
}

const isOurs = (target: string) => /^(contract|backend|frontend)\//.test(target);
const isUnder = (file: string, place: string) => file === place || file.startsWith(`${place}/`);
const packageOf = (target: string) =>
  target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');

function roomOf(file: string): string | undefined {
  return Object.keys(rooms)
    .filter((room) => isUnder(file, room))
    .toSorted((a, b) => b.length - a.length)[0];
}

/** Good enough for imports: a line comment counts where no quote or colon (as in `https://`) stands before it. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^([^'"`:\n]*?)\/\/.*$/gm, '$1');
}
