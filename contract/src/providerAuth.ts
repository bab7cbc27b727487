import { z } from 'zod';
import { issueMessage } from './issueMessage.ts';

/*
 * How a call of a provider definition proves who calls: a header, a query parameter, a user with a password, or an access
 * token that is asked for with a client ID and a client secret.
 */

const forbiddenHeaders: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'content-type',
  'connection',
  'transfer-encoding',
  'accept-encoding',
  'cookie',
  'expect',
  'upgrade',
]);

export const headerName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/u, 'must be the name of a header, such as X-Api-Key')
  .refine((header) => !forbiddenHeaders.has(header.toLowerCase()), 'is a header that the product sets itself');

/** A text that may contain templates. */
export const templateValue = z.string().max(1_000);

const tokenUrl = z
  .string()
  .max(500)
  .regex(
    /^https:\/\/(?=[^/]*[a-z])[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:\/[^?#\s\\]*)?(?:\?[^#\s\\{}]*)?$/u,
    'must be an https address, such as https://api.example.com/oauth/token',
  )
  .refine(
    (url) => !url.split(/[/?]/u).some((part) => part === '.' || part === '..'),
    'must not contain . or .. as a part',
  );

const listedShapes = {
  header: z.strictObject({ header: headerName, value: templateValue }),
  query: z.strictObject({
    query: z.string().regex(/^[\w.-]{1,64}$/u, 'must be the name of a parameter'),
    value: templateValue,
  }),
};
const authShapes = {
  ...listedShapes,
  basic: z.strictObject({
    basic: z.tuple([templateValue, templateValue], { error: 'must be a list of two texts: [user, password]' }),
  }),
  oauth2: z.strictObject({
    /** Client credentials (RFC 6749, section 4.4): `id` and `secret` are exchanged for an access token. */
    oauth2: z.strictObject({
      tokenUrl,
      id: templateValue,
      secret: templateValue,
      scope: templateValue.optional(),
    }),
  }),
};
type AuthKind = keyof typeof authShapes;
/** One value that is sent: the key, or one of several texts that the provider wants together. */
export type AuthValue = z.infer<(typeof listedShapes)[keyof typeof listedShapes]>;
export type Auth = z.infer<(typeof authShapes)[AuthKind]> | AuthValue[];

const authKinds = Object.keys(authShapes) as AuthKind[];
const maxValues = 5;
const listForm = 'a list for several: [{header: X-Key, value: "{{key}}"}, {header: X-Secret, value: "{{secret}}"}]';
const allKinds = `must be {header, value}, {query, value}, {basic: [user, password]} or {oauth2: {tokenUrl, id, secret, scope}}; or ${listForm}`;
const valueKinds = 'must be {header, value} or {query, value}: a list has only these';

type Refuse = (message: string, path?: PropertyKey[]) => void;

/** Checks by the one kind that is named, so that each problem has its own place. */
export const authSchema = z.custom<Auth>().superRefine((auth: unknown, context) => {
  const refuse: Refuse = (message, path = []) => context.addIssue({ code: 'custom', message, path, continue: false });
  if (!Array.isArray(auth)) return refuseOne(auth, authKinds, allKinds, refuse);
  if (auth.length === 0 || auth.length > maxValues)
    return refuse(`must have 1 to ${maxValues} entries, or be ${allKinds.slice(8)}`);
  for (const [index, one] of auth.entries()) {
    refuseOne(one, ['header', 'query'], valueKinds, (message, path = []) => refuse(message, [index, ...path]));
  }
  const names = auth.map(placeName);
  for (const [index, name] of names.entries()) {
    if (name !== null && names.indexOf(name) < index) refuse(`names the ${name} twice`, [index]);
  }
});

function refuseOne(auth: unknown, kinds: readonly AuthKind[], message: string, refuse: Refuse): void {
  if (typeof auth !== 'object' || auth === null || Array.isArray(auth)) return refuse(message);
  const [kind, other] = authKinds.filter((one) => Object.hasOwn(auth, one));
  const isKnown = kind !== undefined && kinds.includes(kind) && other === undefined;
  // `header: [a, b]` means several headers.
  if (!isKnown || (kind !== 'basic' && Object.values(auth).some(Array.isArray))) return refuse(message);
  const { error } = authShapes[kind].safeParse(auth, { error: issueMessage });
  for (const issue of error?.issues ?? []) refuse(issue.message, issue.path);
}

/** The place of a value, such as "header x-key": two values in one place would lose the first. */
function placeName(one: unknown): string | null {
  const header = listedShapes.header.safeParse(one);
  if (header.success) return `header ${header.data.header.toLowerCase()}`;
  const query = listedShapes.query.safeParse(one);
  return query.success ? `parameter ${query.data.query}` : null;
}
