/** The lead's fields that a provider definition may send or need. */
export const leadVariables = [
  'firstName',
  'lastName',
  'fullName',
  'email',
  'jobTitle',
  'companyName',
  'companyDomain',
  'companyWebsite',
  'countryCode',
  'linkedinUrl',
  'linkedinSlug',
] as const;
export type LeadVariable = (typeof leadVariables)[number];

const key = '[A-Za-z0-9_-]+';
const step = `(?:\\[(?:\\d{1,4}|\\*|${key}=[^\\]=|]{1,60})\\])`;
const one = `(?:\\$|${step}+(?:\\.${key}${step}*)*|${key}${step}*(?:\\.${key}${step}*)*)`;
/** Alternatives joined by `|`: `$`, or keys joined by dots, each followed by `[0]`, `[*]` or `[key=value]`. */
export const pathPattern = new RegExp(`^\\s*${one}(?:\\s*\\|\\s*${one}){0,3}\\s*$`, 'u');

const maxSteps = 20;

/** Returns what is wrong with a path that fits `pathPattern`; null for a good one. */
export function pathProblem(text: string): string | null {
  if (/(?:^|[.|\s[])(?:__proto__|constructor|prototype)(?:$|[.|\s[\]=])/u.test(text))
    return 'contains a name that is not allowed';
  const isLong = text.split('|').some((path) => path.split(/[.[]/u).length > maxSteps);
  return isLong ? `must have at most ${maxSteps} steps` : null;
}

/** Said of parts of the schema that belong to later answers or to several calls. */
export const notYet = 'they are not supported yet, only providers that answer at once';
const ofLaterAnswers: ReadonlySet<string> = new Set(['callbackUrl', 'id']);

const templateInText = /\{\{([^{}]*)\}\}/gu;

/**
 * Returns what is wrong with a template; null for a good one.
 * @param where `whole`: the template is the whole value; `part`: it may be a part of a text (path, authentication)
 */
export function templateProblem(
  text: string,
  known: readonly string[],
  secrets: readonly string[],
  where: 'whole' | 'part',
): string | null {
  const rest = text.replaceAll(templateInText, '');
  if (rest.includes('{{') || rest.includes('}}')) return 'has a {{ or }} without its other half';
  const templates = [...text.matchAll(templateInText)];
  if (where === 'whole' && templates.length > 0 && (templates.length > 1 || rest.trim() !== '')) {
    return 'must be the template alone, such as "{{email}}": text around it is not allowed here';
  }
  const names = templates.flatMap(([, inner]) => (inner ?? '').split('|').map((part) => part.trim()));
  for (const name of names) {
    if (secrets.includes(name)) return `uses the secret {{${name}}}: secrets belong only in "auth"`;
    if (ofLaterAnswers.has(name)) return `uses {{${name}}}, which belongs to providers that answer later: ${notYet}`;
    if (!known.includes(name)) return `uses {{${name}}}, which does not exist. Known: ${known.join(', ')}`;
  }
  return null;
}
