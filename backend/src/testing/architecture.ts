import path from 'node:path';

/** A source file: its path from the root of the repository, with `/`, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

interface Module {
  /** Modules, or single files, whose code may be imported; a module's own files always may. */
  may: string[];
  /** Modules of which only types may be imported. */
  types?: string[];
  /** Packages that may be imported; without it all may that no rule below keeps elsewhere. */
  packages?: string[];
  /** What a person reads who broke the rule. */
  sentence: string;
}

// A file belongs to the longest of these paths that it lies under, a folder inside of a module to that module.
const contract = 'contract/src';
const in_ = (module: string) => `backend/src/${module}`;
const ground = [contract, in_('platform'), in_('db')];
const frames = [...ground, in_('utils'), in_('http'), in_('jobs')];
const leadsAndBelow = [...frames, in_('phones'), in_('leads')];
const capabilities = [...leadsAndBelow, ...['providers', 'imports', 'emails', 'messages'].map(in_)];
const everything = [...capabilities, in_('lookups'), in_('lookups/planning')];
const onLeads = (module: string) =>
  `${module}/ is a capability: it stands on leads/, phones/ and the frames, and imports no other capability.`;

/** Who may import whom; imports go one way, from below upwards in this table. */
const modules: Record<string, Module> = {
  [contract]: {
    may: [],
    packages: ['zod'],
    sentence: 'contract/ is schemas and types only: it imports nothing but zod, so that both sides can share it.',
  },
  [in_('platform')]: {
    may: [contract],
    sentence: 'platform/ is the ground: of our own code it imports only the contract.',
  },
  [in_('embedded')]: {
    may: [in_('platform')],
    sentence: 'embedded/ runs the Temporal server and owns the data folder: it imports only platform/.',
  },
  [in_('db')]: {
    may: [contract, in_('platform')],
    sentence: 'db/ knows tables, not what they are for: it imports only platform/ and the contract.',
  },
  [in_('utils')]: {
    may: ground,
    sentence: 'utils/ holds the rate limiter over db/, platform/ and the contract, and nothing else moves in.',
  },
  [in_('http')]: {
    may: [...ground, in_('utils')],
    sentence: 'http/ is a frame: it knows no capability and no job; routes are handed to it.',
  },
  [in_('jobs')]: {
    may: frames,
    sentence: 'jobs/ is a frame: it knows no capability and no workflow; kinds of jobs are handed to it.',
  },
  [in_('phones')]: {
    may: [...ground],
    sentence: 'phones/ says what a number is: it imports only db/, platform/ and the contract.',
  },
  [in_('leads')]: {
    may: leadsAndBelow,
    sentence: 'leads/ stands on phones/ and the frames; capabilities stand on it, never the reverse.',
  },
  [in_('providers')]: { may: leadsAndBelow, sentence: onLeads('providers') },
  [in_('imports')]: { may: leadsAndBelow, sentence: onLeads('imports') },
  [in_('emails')]: { may: leadsAndBelow, sentence: onLeads('emails') },
  [in_('messages')]: { may: leadsAndBelow, sentence: onLeads('messages') },
  [in_('lookups/planning')]: {
    may: [],
    types: [contract],
    packages: [],
    sentence:
      "lookups/planning is pure: it imports nothing but the contract's types, because workflows are made of it.",
  },
  [in_('lookups')]: {
    may: [...leadsAndBelow, in_('providers'), in_('lookups/planning')],
    sentence: 'lookups/ stands on providers/, leads/ and the frames; of other capabilities it knows nothing.',
  },
  [in_('workflows')]: {
    may: [in_('lookups/planning')],
    types: [contract, in_('workflows/activities')],
    packages: ['@temporalio/workflow', '@temporalio/common'],
    sentence:
      'workflows/ must be deterministic and small: it imports lookups/planning, and only types of the contract and of the activities.',
  },
  [in_('workflows/activities')]: {
    may: everything,
    sentence: 'Activities call into the capabilities, never into workflows or the composition root.',
  },
  [in_('worker')]: {
    may: [...frames],
    types: [in_('workflows'), in_('workflows/activities')],
    sentence: 'worker/ runs what it is handed: it knows the frames and the shapes of the activities.',
  },
  // The composition root: main.ts, startApp.ts, config.ts and what they are split into.
  'backend/src': {
    may: [contract, 'backend/src', 'backend/package.json'],
    sentence: 'The backend imports the contract, never the page or a command.',
  },
  'cli/src': {
    may: [contract],
    sentence: 'cli/ is a client of the API: it imports the contract and the entry points that the backend exports.',
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

/** Packages that only some modules or files may import. */
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
    name: /^@temporalio\/activity$/,
    only: [in_('workflows/activities')],
    sentence: 'What Temporal needs of an activity stays in workflows/activities.',
  },
  {
    name: /^@temporalio\//,
    only: ['workflows', 'worker', 'jobs', 'embedded', 'startApp.ts', 'instance.ts'].map(in_),
    sentence: 'Capabilities import nothing of Temporal: activities hand them a signal and times, and take values back.',
  },
  {
    name: /^(express|helmet|ws)$/,
    only: [in_('http')],
    sentence: 'HTTP stays in http/.',
  },
  {
    name: /^(@prisma\/|better-sqlite3$|pg$)/,
    only: [in_('db'), in_('embedded/dataDirLock.ts')],
    sentence: 'Database drivers stay in db/ (save the lock of the data folder).',
  },
  {
    name: /^libphonenumber-js/,
    only: [in_('phones')],
    sentence: 'Phone numbers are read and written in phones/.',
  },
  {
    name: /^(undici|node:https?)$/,
    only: [in_('providers'), in_('http'), in_('embedded')],
    sentence: 'Requests to providers go through the client in providers/.',
  },
];

const environmentReader = in_('config.ts');
const environmentSentence = 'Only config.ts reads the environment; what it read is handed on.';
const emptyUpdateSentence =
  'An upsert with an empty update is no single statement: of two processes at once one fails. Update a key column to itself.';
const testHelperSentence = 'What ships does not import what only tests need.';
const cycleSentence = 'Imports go one way, also between files of one module: no cycles.';
const nameSentence = 'A file with one exported function or class is named after it.';

/** Names that are given, or name the thing that everybody speaks of rather than what is done with it. */
const givenNames = [
  'db/eventLog.ts',
  'lookups/planning/plan.ts',
  'lookups/bulk/bulkSelection.ts',
  'leads/list/leadSet.ts',
  'leads/tags/leadTags.ts',
  'lookups/ledger/providerFaults.ts',
].map(in_);

const isTest = (file: string) => /\.test\.tsx?$/.test(file) || /\/(testing|fixtures)\//.test(file);
const isTestHelper = (file: string) => isTest(file) || /\/(testDatabase|testPostgres|startTestServer)\.ts$/.test(file);

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
    ...shipped.flatMap(brokenUpsert),
    ...brokenCycles(sources),
    ...sources.filter(({ path: file }) => !isTest(file)).flatMap(brokenName),
  ].toSorted();
}

function brokenImports({ path: file, text }: SourceFile): string[] {
  const here = moduleOf(file);
  const module = here && modules[here];
  if (!here || !module) return [`${file}: it lies in no module that the rules know.`];
  return importsOf(file, text).flatMap(({ target, typeOnly }) => {
    const told = (sentence: string) => [`${file} → ${target}: ${sentence}`];
    if (!isOurs(target)) {
      if (module.packages && !module.packages.includes(packageOf(target))) return told(module.sentence);
      const kept = packages.find(({ name }) => name.test(target));
      return kept && !typeOnly && !kept.only.some((place) => isUnder(file, place)) ? told(kept.sentence) : [];
    }
    if (isTestHelper(target)) return told(testHelperSentence);
    const there = moduleOf(target);
    const allowed = [...module.may, ...(typeOnly ? (module.types ?? []) : [])];
    const fine =
      there === here || allowed.some((place) => place === there || place === target || placeHolds(place, target));
    return fine ? [] : told(module.sentence);
  });
}

/** A whole side (`backend/src`) stands for all its modules; a module does not stand for one inside of it. */
const placeHolds = (place: string, target: string) => /^(backend|frontend)\/src$/.test(place) && isUnder(target, place);

function brokenEnvironment({ path: file, text }: SourceFile): string[] {
  if (file === environmentReader || !/\bprocess\s*(\??\.\s*env\b|\[\s*['"`]env)/.test(withoutComments(text))) return [];
  return [`${file}: ${environmentSentence}`];
}

const brokenUpsert = ({ path: file, text }: SourceFile): string[] =>
  /\bupdate: \{\s*\}/.test(withoutComments(text)) ? [`${file}: ${emptyUpdateSentence}`] : [];

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

const isOurs = (target: string) => /^(contract|backend|frontend|cli)\//.test(target);
const isUnder = (file: string, place: string) => file === place || file.startsWith(`${place}/`);
const packageOf = (target: string) =>
  target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');

function moduleOf(file: string): string | undefined {
  return Object.keys(modules)
    .filter((module) => isUnder(file, module))
    .toSorted((a, b) => b.length - a.length)[0];
}

/** Good enough for imports: a line comment counts where no quote or colon (as in `https://`) stands before it. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^([^'"`:\n]*?)\/\/.*$/gm, '$1');
}
