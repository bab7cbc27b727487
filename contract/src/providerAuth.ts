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

const authShapes = {
  header: z.strictObject({ header: headerName, value: templateValue }),
  query: z.strictObject({
    query: z.string().regex(/^[\w.-]{1,64}$/u, 'must be the name of a parameter'),
    value: templateValue,
  }),
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
export type Auth = z.infer<(typeof authShapes)[AuthKind]>;

const authKinds = Object.keys(authShapes) as AuthKind[];
const allKinds =
  'must be {header, value}, {query, value}, {basic: [user, password]} or {oauth2: {tokenUrl, id, secret, scope}}';

/** Checks by the one kind that is named, so that each problem has its own place. */
export const authSchema = z.custom<Auth>().superRefine((auth: unknown, context) => {
  const refuse = (message: string, path: PropertyKey[] = []) =>
    context.addIssue({ code: 'custom', message, path, continue: false });
  if (typeof auth !== 'object' || auth === null || Array.isArray(auth)) return refuse(allKinds);
  const [kind, other] = authKinds.filter((one) => Object.hasOwn(auth, one));
  if (kind === undefined || other !== undefined) return refuse(allKinds);
  const { error } = authShapes[kind].safeParse(auth, { error: issueMessage });
  for (const { message, path } of error?.issues ?? []) refuse(message, path);
});
