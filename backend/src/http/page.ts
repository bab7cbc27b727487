import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { type RequestHandler, type Router } from 'express';
import { HttpFault } from './answers/problem.ts';

/**
 * Serves the page under `/app`. Browsers cache files with a content hash in their name for a year.
 * All other addresses get `index.html`, because the page has its own router.
 */
export function page(frontendDir: string | null): Router {
  const router = express.Router();
  const indexFile = frontendDir === null ? null : path.join(frontendDir, 'index.html');
  router.get(['/', '/app'], (request, response) => {
    // The page reads its filters from the query.
    const query = request.originalUrl.indexOf('?');
    response.redirect(302, `/app/leads${query === -1 ? '' : request.originalUrl.slice(query)}`);
  });
  if (frontendDir === null || indexFile === null) return router;

  router.use(
    '/app',
    compressedCopies(frontendDir),
    express.static(frontendDir, {
      index: false,
      redirect: false,
      setHeaders(response, file) {
        const isNamedByContent = path.relative(frontendDir, file).startsWith(`assets${path.sep}`);
        response.setHeader('Cache-Control', isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache');
        if (isNamedByContent) for (const name of documentHeaders) response.removeHeader(name);
      },
    }),
  );
  // The guide of provider definitions, for the link in their editor.
  router.get('/app/docs/providers.md', (_request, response) => {
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    response.sendFile('providers.md', { root: path.join(frontendDir, '../../docs') });
  });
  router.get('/app/*address', (request, response, next) => {
    // A missing file must not be answered with HTML: an outdated page would run it as a script.
    if (path.extname(request.path) !== '' || request.path.startsWith('/app/assets/')) {
      next();
      return;
    }
    if (!existsSync(indexFile))
      throw new HttpFault('unknown_route', 'The page is not built yet. Run “npm start” to build it.');
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile('index.html', { root: frontendDir });
  });
  return router;
}

/** Security headers that browsers read only with documents. Scripts, styles and pictures of the page are sent without. */
const documentHeaders = [
  'Content-Security-Policy',
  'Cross-Origin-Opener-Policy',
  'Origin-Agent-Cluster',
  'X-DNS-Prefetch-Control',
  'X-Download-Options',
  'X-Frame-Options',
  'X-Permitted-Cross-Domain-Policies',
  'X-XSS-Protection',
] as const;

/** The smallest copy first. */
const copies = [
  { encoding: 'br', extension: '.br' },
  { encoding: 'gzip', extension: '.gz' },
] as const;

/** Serves the compressed copy of a file that the build left beside it, if the client reads it. */
function compressedCopies(dir: string): RequestHandler {
  return (request, response, next) => {
    const [address = ''] = request.url.split('?');
    if (/^\/assets\/[\w.-]+$/u.test(address)) {
      response.vary('Accept-Encoding');
      const copy = copies.find(
        ({ encoding, extension }) =>
          request.acceptsEncodings(encoding) !== false && existsSync(path.join(dir, address + extension)),
      );
      if (copy !== undefined) {
        response.type(path.extname(address));
        response.setHeader('Content-Encoding', copy.encoding);
        request.url = address + copy.extension;
      }
    }
    next();
  };
}
