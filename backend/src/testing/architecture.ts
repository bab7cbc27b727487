import path from 'node:path';

/** A source file: its path from the repository's root, with `/`, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

interface Module {
  /** Modules or files that may be imported. A module's own files are always allowed. */
  may: string[];
  /** Modules whose types may be imported, but not their code. */
  types?: string[];
  /** Allowed packages. Without it, all packages are allowed except those that `packages` below restricts. */
  packages?: string[];
  /** The message for a broken rule. */
  sentence: string;
}

// A file belongs to the longest of these paths that contains it. Subfolders belong to their module.
const contract = 'contract/src';
const in_ = (module: string) => `backend/src/${module}`;
const ground = [contract, in_('platform'), in_('db')];
const frames = [...ground, in_('utils'), in_('http'), in_('jobs')];
const leadsAndBelow = [...frames, in_('phones'), in_('leads')];
const capabilities = [...leadsAndBelow, ...['providers', 'imports', 'emails', 'messages', 'suppression'].map(in_)];
const everything = [...capabilities, in_('lookups'), in_('lookups/planning')];
const onLeads = (module: string) =>
  `${module}/ is a capability: it imports leads/, phones/ and the frames, and no other capability.`;

/** The allowed imports of each module. */
const modules: Record<string, Module> = {
  [contract]: {
    may: [],
    packages: ['zod'],
    sentence: 'contract/ contains only schemas and types: it imports only zod, because both sides share it.',
  },
  [in_('platform')]: {
    may: [contract],
    sentence: 'platform/ is the lowest module: of our own code it imports only the contract.',
  },
  [in_('embedded')]: {
    may: [in_('platform')],
    sentence: 'embedded/ runs the Temporal server and owns the data folder: it imports only platform/.',
  },
  [in_('db')]: {
    may: [contract, in_('platform')],
    sentence: 'db/ provides tables and no capability: it imports only platform/ and the contract.',
  },
  [in_('utils')]: {
    may: ground,
    sentence: 'utils/ contains only the rate limiter: it imports db/, platform/ and the contract.',
  },
  [in_('http')]: {
    may: [...ground, in_('utils')],
    sentence: 'http/ is a frame: it imports no capability and no job. Capabilities pass their routes to it.',
  },
  [in_('jobs')]: {
    may: frames,
    sentence: 'jobs/ is a frame: it imports no capability and no workflow. Capabilities pass their job kinds to it.',
  },
  [in_('phones')]: {
    may: [...ground],
    sentence: 'phones/ parses phone numbers: it imports only db/, platform/ and the contract.',
  },
  [in_('leads')]: {
    may: leadsAndBelow,
    sentence: 'leads/ imports phones/ and the frames. Other capabilities import leads/, never the reverse.',
  },
  [in_('providers')]: { may: leadsAndBelow, sentence: onLeads('providers') },
  [in_('imports')]: { may: leadsAndBelow, sentence: onLeads('imports') },
  [in_('emails')]: { may: leadsAndBelow, sentence: onLeads('emails') },
  [in_('suppression')]: { may: leadsAndBelow, sentence: onLeads('suppression') },
  [in_('messages')]: { may: leadsAndBelow, sentence: onLeads('messages') },
  [in_('lookups/planning')]: {
    may: [],
    types: [contract],
    packages: [],
    sentence: "lookups/planning is pure: it imports only the contract's types, because workflows run it.",
  },
  [in_('lookups')]: {
    may: [...leadsAndBelow, in_('providers'), in_('lookups/planning')],
    sentence: 'lookups/ imports providers/, leads/ and the frames, and no other capability.',
  },
  [in_('workflows')]: {
    may: [in_('lookups/planning')],
    types: [contract, in_('workflows/activities')],
    packages: ['@temporalio/workflow', '@temporalio/common'],
    sentence:
      'workflows/ must be deterministic and small: it imports lookups/planning, and types of the contract and the activities.',
  },
  [in_('workflows/activities')]: {
    may: everything,
    sentence: 'Activities import capabilities, never workflows or the composition root.',
  },
  [in_('worker')]: {
    may: [...frames],
    types: [in_('workflows'), in_('workflows/activities')],
    sentence: 'worker/ runs activities that it is given: it imports the frames, and types of workflows and activities.',
  },
  // The composition root: main.ts, startApp.ts, config.ts and their parts.
  'backend/src': {
    may: [contract, 'backend/src', 'backend/package.json'],
    sentence: 'The backend imports the contract, never frontend/ or cli/.',
  },
  'cli/src': {
    may: [contract],
    sentence: 'cli/ is a client of the API: it imports the contract and the entry points that the backend exports.',
  },
  'frontend/src/words': {
    may: [contract],
    sentence: 'words/ turns data into texts: it imports the contract, and neither requests nor components.',
  },
  'frontend/src/api': {
    may: [contract, 'frontend/src/words'],
    sentence: 'api/ sends requests: it imports the contract and words/, and no component.',
  },
  'frontend/src/components': {
    may: [
      contract,
      'frontend/src/words',
      'frontend/src/api',
      'frontend/src/app/notify.ts',
      'frontend/src/app/useParam.ts',
    ],
    sentence: 'app/ imports components/, never the reverse (except notify.ts and useParam.ts).',
  },
  'frontend/src': {
    may: [contract, 'frontend/src'],
    sentence: 'frontend/ imports the contract, never the backend.',
  },
};

/** Packages that only some modules or files may import. */
const packages: { name: RegExp; only: string[]; sentence: string }[] = [
  {
    name: /^@temporalio\/client$/,
    only: [in_('jobs'), in_('embedded')],
    sentence: 'Only jobs/ uses a Temporal client (and embedded/, to check its own server).',
  },
  {
    name: /^@temporalio\/worker$/,
    only: [in_('worker'), in_('startApp.ts'), in_('instance.ts')],
    sentence: 'Only worker/ runs Temporal workers.',
  },
  {
    name: /^@temporalio\/activity$/,
    only: [in_('workflows/activities')],
    sentence: 'Only workflows/activities uses the activity API of Temporal.',
  },
  {
    name: /^@temporalio\//,
    only: ['workflows', 'worker', 'jobs', 'embedded', 'startApp.ts', 'instance.ts'].map(in_),
    sentence: 'Capabilities import nothing from Temporal. Activities pass them a signal and times, and receive values.',
  },
  {
    name: /^(express|helmet|ws)$/,
    only: [in_('http')],
    sentence: 'Only http/ imports HTTP server packages.',
  },
  {
    name: /^(@prisma\/|better-sqlite3$|pg$)/,
    only: [in_('db'), in_('embedded/dataDirLock.ts')],
    sentence: 'Only db/ imports database drivers (and the lock of the data folder).',
  },
  {
    name: /^libphonenumber-js/,
    only: [in_('phones')],
    sentence: 'Only phones/ parses and formats phone numbers.',
  },
  {
    name: /^(undici|node:https?)$/,
    only: [in_('providers'), in_('http'), in_('embedded')],
    sentence: 'Requests to providers use the client in providers/.',
  },
];

const environmentReader = in_('config.ts');
const environmentSentence = 'Only config.ts reads the environment. Other files receive its values.';
const emptyUpdateSentence =
  'An upsert with an empty update is not one statement, so one of two concurrent processes fails. Set a key column to itself.';
const testHelperSentence = 'Shipped code must not import test helpers.';
const cycleSentence = 'Imports must not form a cycle, also within a module.';
const nameSentence = 'A file with one exported function or class must be named after it.';

/** Files whose names are fixed, or name their subject instead of their function. */
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
 * Checks source files against the rules of the architecture.
 * @returns one line per broken rule, `file → import: sentence`
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
  if (!here || !module) return [`${file}: no module of the rules contains this file.`];
  return importsOf(file, text).flatMap(({ target, typeOnly }) => {
    const broken = (sentence: string) => [`${file} → ${target}: ${sentence}`];
    if (!isOurs(target)) {
      if (module.packages && !module.packages.includes(packageOf(target))) return broken(module.sentence);
      const kept = packages.find(({ name }) => name.test(target));
      return kept && !typeOnly && !kept.only.some((place) => isUnder(file, place)) ? broken(kept.sentence) : [];
    }
    if (isTestHelper(target)) return broken(testHelperSentence);
    const there = moduleOf(target);
    const allowed = [...module.may, ...(typeOnly ? (module.types ?? []) : [])];
    const isAllowed =
      there === here || allowed.some((place) => place === there || place === target || placeIncludes(place, target));
    return isAllowed ? [] : broken(module.sentence);
  });
}

/** A whole side (`backend/src`) includes all its modules. A module does not include a module inside it. */
const placeIncludes = (place: string, target: string) =>
  /^(backend|frontend)\/src$/.test(place) && isUnder(target, place);

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
  function walk(file: string, trail: string[]): void {
    const start = trail.indexOf(file);
    if (start >= 0) {
      const cycle = trail.slice(start);
      found.push(`${[...cycle, file].join(' → ')}: ${cycleSentence}`);
      return;
    }
    if (done.has(file)) return;
    for (const target of importsOfFile.get(file) ?? []) walk(target, [...trail, file]);
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

/** Removes comments, well enough for imports. A `//` after a quote or colon (as in `https://`) does not count. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^([^'"`:\n]*?)\/\/.*$/gm, '$1');
}
