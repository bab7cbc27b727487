import { z } from 'zod';
import { textSchema } from './text.ts';
import { authTexts } from './authTexts.ts';
import { authSchema, headerName, templateValue } from './providerAuth.ts';
import { leadVariables, templateProblem } from './providerTemplate.ts';
import { duration, headerText, path, scalar, wantedPhone } from './definitionValues.ts';

/*
 * The definition of a provider as data: where it is called, what is sent, how its answer is read, what a call costs.
 * A definition contains no code: a path is bounded, and a template is a whole value.
 */

const slug = (what: string) =>
  z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/u, `${what} must be lower-case letters, digits and dashes, such as my-provider`);
const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/u, 'must be letters and digits, such as apiKey');
/** JSON with templates as values; at most 8 levels. */
export type TemplateJson =
  string | number | boolean | null | readonly TemplateJson[] | { readonly [key: string]: TemplateJson };
const templateJson: z.ZodType<TemplateJson> = z.lazy(() =>
  z.union(
    [
      templateValue,
      z.number(),
      z.boolean(),
      z.null(),
      z.array(templateJson).max(50),
      z.record(z.string().max(100), templateJson),
    ],
    'must be JSON',
  ),
);
const queryValue = z.union([templateValue, z.number(), z.boolean()], 'must be a text, a number, true or false');

const oneStatus = z.union([z.int().min(100).max(599), z.enum(['2xx', '3xx', '4xx', '5xx'])]);
const status = z.union(
  [oneStatus, z.array(oneStatus).min(1).max(20)],
  'must be a status such as 404, a list of them, or 2xx, 4xx or 5xx',
);

const testShape = {
  status: status.optional(),
  at: path.optional(),
  header: headerName.optional(),
  is: scalar.optional(),
  in: z.array(scalar).min(1).max(50).optional(),
  has: z.string().min(1).max(200).optional(),
  there: z.boolean().optional(),
};

interface Test {
  status?: unknown;
  at?: string | undefined;
  header?: string | undefined;
  is?: unknown;
  in?: unknown;
  has?: unknown;
  there?: unknown;
}

/** Returns what is wrong with a test as a whole; null for a complete one. `needsTest`: an empty test is a mistake. */
function testProblem(test: Test, needsTest: boolean): string | null {
  const comparisons = (['is', 'in', 'has', 'there'] as const).filter((key) => test[key] !== undefined);
  const hasPlace = test.at !== undefined || test.header !== undefined;
  if (test.at !== undefined && test.header !== undefined) return 'has both "at" and "header": keep one of them';
  if (hasPlace && comparisons.length !== 1) return 'needs exactly one of "is", "in", "has" and "there"';
  if (!hasPlace && comparisons.length > 0) return `has "${comparisons[0]}" without "at" or "header"`;
  if (needsTest && !hasPlace && test.status === undefined) return 'needs "status", "at" or "header"';
  return null;
}

const withWholeTest = <T extends z.ZodType<Test>>(schema: T, needsTest: boolean) =>
  schema.superRefine((test, context) => {
    const message = testProblem(test, needsTest);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });

export const declaredOutcomes = [
  'read',
  'not_found',
  'bad_key',
  'no_access',
  'out_of_credits',
  'bad_input',
  'opted_out',
  'rate_limited',
  'retry',
  'failed',
] as const;
const ruleSchema = withWholeTest(
  z
    .strictObject({
      ...testShape,
      then: z.enum(declaredOutcomes),
      /** Where the answer says how long to wait, in seconds or as a date. Goes before `wait`. */
      waitAt: path.optional(),
    })
    .superRefine((rule, context) => {
      if (rule.waitAt !== undefined && rule.then !== 'rate_limited') {
        context.addIssue({ code: 'custom', message: 'works only with "then: rate_limited"', path: ['waitAt'] });
      }
    }),
  true,
);
export type DefinitionRule = z.infer<typeof ruleSchema>;

export const numberKinds = ['mobile', 'direct', 'work', 'other'] as const;
const kind = z.enum(numberKinds);
/** The kind of a number by the provider's word for it. */
export type NumberKind = z.infer<typeof kind>;

const phonesSchema = z
  .strictObject({
    at: path.optional(),
    each: path.optional(),
    number: path.optional(),
    type: kind.optional(),
    typeAt: path.optional(),
    types: z.record(z.string().max(60), z.enum([...numberKinds, 'never'])).optional(),
    countryAt: path.optional(),
    scoreAt: path.optional(),
    doNotCallAt: path.optional(),
    only: z.record(z.string().max(60), scalar).optional(),
    drop: z.record(z.string().max(60), scalar).optional(),
  })
  .superRefine((phones, context) => {
    const isWhole =
      phones.at !== undefined
        ? phones.each === undefined && phones.number === undefined
        : phones.each !== undefined && phones.number !== undefined;
    if (!isWhole) context.addIssue({ code: 'custom', message: 'needs either "at", or "each" with "number"' });
    if (phones.at !== undefined) {
      const further = (['typeAt', 'countryAt', 'scoreAt', 'doNotCallAt'] as const).filter((key) => phones[key]);
      const several = [phones.at, ...further.map((key) => phones[key])].some((one) =>
        /\[(?:\*|[^\]]*=)/u.test(one ?? ''),
      );
      const [first] = [...further, ...(['only', 'drop'] as const).filter((key) => phones[key])];
      if (several && first !== undefined) {
        const message = `can’t tell which of several numbers it belongs to: write "each" for their list, and "number" and "${first}" inside of it`;
        context.addIssue({ code: 'custom', message, path: [first] });
      }
    }
    if (phones.types !== undefined && phones.typeAt === undefined) {
      context.addIssue({ code: 'custom', message: 'needs "typeAt": the place of the type', path: ['types'] });
    }
  });
export type DefinitionPhones = z.infer<typeof phonesSchema>;

const credits = z.number().min(0).max(1_000_000);

/** The problem of an amount above the most that one call can cost, after the name of its place. */
export const aboveReserveWords = (amount: number, reserve: number): string =>
  `is more than "reserve" (${reserve}). Before each call, "reserve" credits are held back from the spending limit and the budget. Set "reserve" in "price" to ${amount}, the most that one call can cost, or correct this amount`;
const reserve = z.number('must be the most credits that one call can cost, such as 1').min(0).max(1_000_000);
const priceCaseSchema = withWholeTest(
  z
    .strictObject({
      ...testShape,
      when: z.enum(['found', 'read', 'any']).optional(),
      credits: credits.optional(),
      creditsAt: path.optional(),
      creditsHeader: headerName.optional(),
    })
    .superRefine((one, context) => {
      const given = [one.credits, one.creditsAt, one.creditsHeader].filter((value) => value !== undefined);
      if (given.length !== 1) {
        context.addIssue({
          code: 'custom',
          message: 'needs exactly one of "credits", "creditsAt" and "creditsHeader"',
        });
      }
    }),
  false,
);
export type DefinitionPriceCase = z.infer<typeof priceCaseSchema>;

const secretsSchema = z
  .array(z.strictObject({ name, label: textSchema(60) }))
  .min(1)
  .max(5);

const urlPath = z
  .string()
  .max(500)
  .regex(/^\/(?!\/)[^?#\s\\]*$/u, 'must begin with one / and contain no ?, # or spaces')
  .refine(
    (text) => !text.split('/').some((part) => part === '.' || part === '..'),
    'must not contain . or .. as a part',
  );
const host = z
  .string()
  .max(253)
  .regex(
    /^(?=.*[a-z])[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/u,
    'must be a host name in lower case, such as api.example.com',
  );

const exampleSchema = z.strictObject({
  name: textSchema(60),
  lead: z.partialRecord(z.enum(leadVariables), z.string().max(500)),
  got: z
    .array(
      z.strictObject({
        status: z.int().min(100).max(599),
        headers: z.record(headerName, headerText).default({}),
        body: z.unknown().optional(),
      }),
    )
    .length(1, 'must have one answer: providers that answer later are not supported yet'),
  want: z.strictObject({
    outcome: z.enum(['found', ...declaredOutcomes.filter((outcome) => outcome !== 'read')]),
    phone: wantedPhone.optional(),
    type: kind.optional(),
    credits: credits.nullable().optional(),
  }),
  /** Where and when the provider documents this answer. */
  source: z.string().max(300).optional(),
});
export type DefinitionExample = z.infer<typeof exampleSchema>;

const definitionShape = z.strictObject({
  schema: z.literal(1),
  id: slug('The id'),
  name: textSchema(60),
  docs: z.url({ protocol: /^https$/u, error: 'must be an https address of the provider’s documentation' }).max(300),
  kind: z.literal('phone').default('phone'),
  hosts: z.array(host).min(1).max(5),
  secrets: secretsSchema.default([{ name: 'key', label: 'API key' }]),
  settings: z
    .array(z.strictObject({ name, label: textSchema(60) }))
    .max(10)
    .default([]),
  auth: authSchema,
  needs: z
    .array(z.array(z.enum(leadVariables)).min(1).max(6))
    .min(1)
    .max(10),
  send: z.enum(['all', 'best']).default('all'),
  ask: z
    .strictObject({
      method: z.enum(['GET', 'POST']),
      path: urlPath,
      query: z.record(z.string().max(100), queryValue).default({}),
      headers: z.record(headerName, queryValue).default({}),
      body: templateJson.optional(),
      form: z.record(z.string().max(100), queryValue).optional(),
    })
    .superRefine((ask, context) => {
      if (ask.body !== undefined && ask.form !== undefined) {
        context.addIssue({ code: 'custom', message: 'can’t stand beside "body": keep one of them', path: ['form'] });
      }
      if (ask.method === 'GET' && (ask.body !== undefined || ask.form !== undefined)) {
        context.addIssue({ code: 'custom', message: 'must be POST to send a body or a form', path: ['method'] });
      }
    }),
  rules: z.array(ruleSchema).max(50).default([]),
  answer: z.strictObject({ proof: path.optional(), phones: z.array(phonesSchema).min(1).max(10) }),
  prefer: z
    .array(kind)
    .min(1)
    .max(4)
    .default([...numberKinds]),
  price: z
    .strictObject({ reserve, cases: z.array(priceCaseSchema).max(20).default([]) })
    .superRefine(({ reserve: most, cases }, context) => {
      for (const [index, one] of cases.entries()) {
        if (one.credits !== undefined && one.credits > most) {
          const message = aboveReserveWords(one.credits, most);
          context.addIssue({ code: 'custom', message, path: ['cases', index, 'credits'] });
        }
      }
    }),
  repeatFreeFor: duration.optional(),
  limits: z
    .strictObject({
      windows: z
        .array(
          z.tuple(
            [z.int().min(1).max(1_000_000), z.int('must be seconds without a unit, such as 60').min(1).max(86_400)],
            {
              error: 'must be [calls, seconds], such as [60, 60]',
            },
          ),
        )
        .max(4)
        .default([]),
      concurrent: z.int().min(1).max(500).default(2),
    })
    .default({ windows: [], concurrent: 2 }),
  wait: z
    .strictObject({
      header: headerName.optional(),
      at: path.optional(),
      as: z.enum(['seconds', 'date']).default('seconds'),
      default: duration.default('60s'),
    })
    .default({ as: 'seconds', default: '60s' }),
  timeoutS: z.int('must be a whole number of seconds without a unit, such as 15').min(1).max(60).default(15),
  maxBytes: z.int().min(1_024).max(4_194_304).default(262_144),
  balance: z
    .strictObject({
      method: z.enum(['GET', 'POST']).default('GET'),
      path: urlPath,
      query: z.record(z.string().max(100), queryValue).default({}),
      headers: z.record(headerName, queryValue).default({}),
      at: path,
    })
    .optional(),
  /** What the provider’s documentation leaves open, in sentences. */
  unconfirmed: z.array(textSchema(300)).max(20).default([]),
  examples: z.array(exampleSchema).max(30).default([]),
});

/** The host of an address, with its port when that is not 443. */
const hostOf = (url: string): string =>
  url
    .replace(/^https:\/\//u, '')
    .replace(/[/?].*$/u, '')
    .replace(/:443$/u, '');

/** Whether a template of a text names one of these. */
export const namesOneOf = (text: string, names: readonly string[]): boolean =>
  names.some((one) =>
    [...text.matchAll(/\{\{([^{}]*)\}\}/gu)].some(([, inner]) => inner?.split('|').some((part) => part.trim() === one)),
  );

/** A provider's definition, complete: defaults filled in and every template and path checked. */
export const providerDefinitionSchema = definitionShape.superRefine((definition, context) => {
  const settings = definition.settings.map((setting) => setting.name);
  const secrets = definition.secrets.map((secret) => secret.name);
  const issue = (at: readonly PropertyKey[], message: string) =>
    context.addIssue({ code: 'custom', message, path: [...at] });
  const inRequest = [...leadVariables, ...settings, 'ref'];
  const check = (value: TemplateJson | undefined, at: readonly PropertyKey[], known: string[] = inRequest): void => {
    if (typeof value === 'string') {
      const message = templateProblem(value, known, secrets, 'whole');
      if (message !== null) issue(at, message);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) check(child, [...at, key], known);
    }
  };
  const { ask, auth } = definition;
  check(ask.query, ['ask', 'query']);
  check(ask.headers, ['ask', 'headers']);
  check(ask.body, ['ask', 'body']);
  check(ask.form, ['ask', 'form']);
  for (const at of [['ask', 'path'], ...(definition.balance ? [['balance', 'path']] : [])]) {
    const text = at[0] === 'ask' ? ask.path : (definition.balance?.path ?? '');
    const message = templateProblem(text, at[0] === 'ask' ? inRequest : settings, secrets, 'part');
    if (message !== null) issue(at, message);
  }
  check(definition.balance?.query, ['balance', 'query'], settings);
  check(definition.balance?.headers, ['balance', 'headers'], settings);
  const reported = new Set<string>();
  for (const { at, text } of authTexts(auth)) {
    const message = templateProblem(text, [...secrets, ...settings], [], 'part');
    if (message !== null && !reported.has(`${at.join('/')} ${message}`)) issue(['auth', ...at], message);
    reported.add(`${at.join('/')} ${message}`);
  }
  if ('oauth2' in auth) {
    const { tokenUrl, secret } = auth.oauth2;
    const at = ['auth', 'oauth2', 'tokenUrl'];
    const message = templateProblem(tokenUrl, settings, secrets, 'part');
    const tokenHost = hostOf(tokenUrl);
    if (message !== null) issue(at, message);
    else if (!definition.hosts.some((one) => hostOf(`https://${one}`) === tokenHost)) {
      issue(at, `calls ${tokenHost}, which is not among "hosts": add it there`);
    }
    if (!namesOneOf(secret, secrets)) issue(['auth', 'oauth2', 'secret'], 'must contain a secret, such as {{secret}}');
  } else if (!authTexts(auth).some(({ text }) => text.includes('{{'))) {
    issue(['auth'], 'must contain a secret, such as {{key}}');
  }
  for (const twice of [...secrets, ...settings].filter((one, index, all) => all.indexOf(one) !== index)) {
    issue(['secrets'], `has the name "${twice}" twice among secrets and settings`);
  }
  for (const taken of [...secrets, ...settings].filter((one) => new Set<string>([...leadVariables, 'ref']).has(one))) {
    issue(['secrets'], `has the name "${taken}", which is a field of a lead: choose another name`);
  }
});
export type ProviderDefinition = z.infer<typeof providerDefinitionSchema>;
/** A definition as it is written: parts that have a default may be absent. */
export type ProviderDefinitionInput = z.input<typeof providerDefinitionSchema>;
