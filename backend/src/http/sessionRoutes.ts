import { z } from 'zod';
import type { Guards } from './guards.ts';
import { HttpFault } from './problem.ts';
import { route, type Route } from './route.ts';

/** Keys that one client may try in a minute. */
export const attemptsPerMinute = 10;

/** How a page turns the key that a person typed into a cookie, which its socket needs: it can't send headers. */
export function sessionRoutes(guards: Guards): Route[] {
  return [
    route({
      method: 'post',
      path: '/session',
      perMinute: attemptsPerMinute,
      tag: 'meta',
      summary: 'Trade the key for a cookie',
      body: z.strictObject({ apiKey: z.string().max(500) }),
      responses: { 204: { description: 'The cookie is set, where a key is needed', schema: null } },
      problems: [401, 429],
      async handle({ body, request }) {
        if (!guards.isKey(body.apiKey)) throw new HttpFault('unauthorized', 'This is not the key.');
        const cookie = guards.sessionCookie(request.secure);
        return { status: 204, headers: cookie === null ? {} : { 'Set-Cookie': cookie } };
      },
    }),
  ];
}
