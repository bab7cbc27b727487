import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { type Router } from 'express';
import { HttpFault } from './answers/problem.ts';

/**
 * The page under `/app`: files that are named by their content are kept by browsers for good; every other address
 * below it is one of the page's own and gets its first file.
 */
export function page(frontendDir: string | null): Router {
  const router = express.Router();
  const first = frontendDir === null ? null : path.join(frontendDir, 'index.html');
  router.get(['/', '/app'], (request, response) => {
    // What the address says beside the path is the page's own.
    const query = request.originalUrl.indexOf('?');
    response.redirect(302, `/app/leads${query === -1 ? '' : request.originalUrl.slice(query)}`);
  });
  if (frontendDir === null || first === null) return router;

  router.use(
    '/app',
    express.static(frontendDir, {
      index: false,
      redirect: false,
      setHeaders(response, file) {
        const isNamedByContent = path.relative(frontendDir, file).startsWith(`assets${path.sep}`);
        response.setHeader('Cache-Control', isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  router.get('/app/*address', (request, response, next) => {
    // What looks like a file but is none must not come as a page: an old page would run it as a script.
    if (path.extname(request.path) !== '' || request.path.startsWith('/app/assets/')) {
      next();
      return;
    }
    if (!existsSync(first)) throw new HttpFault('unknown_route', 'The page is not built yet; “npm start” builds it.');
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile('index.html', { root: frontendDir });
  });
  return router;
}
