import compression from 'compression';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { AppDeps } from './appDeps.ts';
import { checkJsonDepth } from './requests/checkJsonDepth.ts';
import { docsPage, docsPaths } from './openApi/docsPage.ts';
import { createGuards, type Guards } from './guards/guards.ts';
import { healthRoutes } from './monitoring/healthRoutes.ts';
import { knownMethods } from './guards/knownMethods.ts';
import { maxBodyBytes } from './requests/limits.ts';
import { metaRoutes } from './metaRoutes.ts';
import { createMetrics, type Metrics } from './monitoring/metrics.ts';
import { openApiDocument } from './openApi/openApi.ts';
import { page } from './page.ts';
import { HttpFault, sendProblem } from './answers/problem.ts';
import { requestLog } from './monitoring/requestLog.ts';
import { addRoutes, type Route } from './route.ts';
import { sessionRoutes } from './guards/sessionRoutes.ts';

export interface App {
  express: Express;
  guards: Guards;
  metrics: Metrics;
}

/** Creates the Express app with all HTTP routes. `/live` is separate (`live.ts`). */
export function createApp(deps: AppDeps): App {
  const guards = createGuards(deps.settings);
  const metrics = createMetrics(deps.engine);
  const open = [...sessionRoutes(guards), ...healthRoutes(deps).filter(({ path }) => path === '/healthz')];
  const routes = fixedPathsFirst([
    ...metaRoutes(deps),
    ...deps.routes,
    ...healthRoutes(deps).filter(({ path }) => path !== '/healthz'),
  ]);
  // Built for the first reader, since it takes a tenth of a start.
  let document: ReturnType<typeof openApiDocument> | undefined;

  const app = express();
  app.disable('x-powered-by');
  // The data behind an address changes, so clients must not reuse answers.
  app.disable('etag');
  app.set('query parser', 'simple');
  // Forwarded headers count only from a proxy on this machine or in its network.
  app.set('trust proxy', ['loopback', 'linklocal', 'uniquelocal']);
  app.use(requestLog(deps.log), metrics.measure, securityHeaders, checkSender(guards));
  app.use(pageMethods, page(deps.frontendDir));
  app.use(neverCached, compressForBrowsers, knownMethods(open));
  app.use('/session', jsonUpTo(maxOpenBodyBytes));
  addRoutes(app, open);
  app.use(checkKey(guards), knownMethods([...routes, ...otherPaths]), jsonUpTo(maxBodyBytes));
  addRoutes(app, routes);
  app.get('/openapi.json', (_request, response) => {
    document ??= openApiDocument({ routes, open }, deps.settings.version);
    response.json(document);
  });
  app.get('/metrics', metrics.answer);
  app.use(docsPage());
  app.use((request) => {
    throw new HttpFault('unknown_route', `${request.method} ${request.path} does not exist. See /docs for all paths.`);
  });
  app.use(((error, request, response, _next) => sendProblem(error, request, response)) satisfies ErrorRequestHandler);
  return { express: app, guards, metrics };
}

const get = (path: string): Pick<Route, 'method' | 'path'> => ({ method: 'get', path });
const pageMethods = knownMethods(['/', '/app', '/app/*address'].map(get));
/** Paths that are served without a `Route`. */
const otherPaths = [...['/openapi.json', '/metrics'].map(get), ...docsPaths.map(get)];

/** Sorts `/leads/tags` before `/leads/:id`, which would otherwise read `tags` as an id. */
const fixedPathsFirst = (routes: readonly Route[]): Route[] =>
  routes.toSorted((a, b) => Number(a.path.includes(':')) - Number(b.path.includes(':')));

/** The largest body that is read before the key is checked. */
const maxOpenBodyBytes = 10_000;

const jsonUpTo = (limit: number): RequestHandler =>
  express.json({ limit, strict: false, type: ['application/json', '+json'], verify: checkJsonDepth });

const securityHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      // The component library sets inline styles.
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  // Plain HTTP on this machine or in an office network is supported.
  strictTransportSecurity: false,
});

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const checkSender =
  (guards: Guards): RequestHandler =>
  (request, _response, next) => {
    guards.checkHost(request.headers);
    if (!safeMethods.has(request.method)) guards.checkOrigin(request.headers);
    next();
  };

/**
 * Compresses JSON for the page, which may be far away. Only browsers send this header: programs on the same machine would
 * pay CPU for nothing.
 */
const compressForBrowsers: RequestHandler = compression({
  filter: (request, response) =>
    request.headers['sec-fetch-site'] !== undefined && /json/u.test(String(response.getHeader('Content-Type'))),
  level: 4,
});

const neverCached: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

const checkKey =
  (guards: Guards): RequestHandler =>
  async (request, response, next) => {
    await guards.checkKey(request);
    // The page's WebSocket can't send the key, so its first answer sets the cookie.
    const isPage = request.headers['sec-fetch-site'] === 'same-origin' && request.headers.authorization !== undefined;
    const cookie = guards.sessionCookie(request.secure);
    if (isPage && cookie !== null) response.setHeader('Set-Cookie', cookie);
    next();
  };
