import { z } from 'zod';
import type { Guards } from './guards.ts';
import { route, type Route } from '../route.ts';

/** Exchanges the key for a session cookie: a browser's WebSocket can't send an `Authorization` header. */
export function sessionRoutes(guards: Guards): Route[] {
  return [
    route({
      method: 'post',
      path: '/session',
      tag: 'meta',
      summary: 'Exchange the API key for a session cookie',
      body: z.strictObject({ apiKey: z.string().max(500) }),
      responses: { 204: { description: 'The session cookie is set, if the instance has a key', schema: null } },
      problems: [401, 429],
      async handle({ body, request }) {
        await guards.checkTypedKey(body.apiKey, request);
        const cookie = guards.sessionCookie(request.secure);
        return { status: 204, headers: cookie === null ? {} : { 'Set-Cookie': cookie } };
      },
    }),
  ];
}
