import express, { type Router } from 'express';
import { HttpFault } from '../answers/problem.ts';
import type { Route } from '../route.ts';

/**
 * Answers known paths with an unsupported method: 405, or 204 for OPTIONS, both with `Allow`.
 * Register it before the routes and before bodies are read. As with routes, the first matching path counts.
 */
export function knownMethods(routes: readonly Pick<Route, 'method' | 'path'>[]): Router {
  const router = express.Router();
  for (const [path, methods] of methodsOf(routes)) {
    const allow = [...methods].toSorted().join(', ');
    router.all(path, (request, response, next) => {
      if (request.method === 'OPTIONS') {
        response.status(204).set('Allow', allow).end();
      } else if (methods.has(request.method)) {
        next('router');
      } else {
        throw new HttpFault('method_not_allowed', `${request.path} does not support ${request.method}. Use ${allow}.`, {
          Allow: allow,
        });
      }
    });
  }
  return router;
}

function methodsOf(routes: readonly Pick<Route, 'method' | 'path'>[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { method, path } of routes) {
    const methods = found.get(path) ?? new Set(['OPTIONS']);
    methods.add(method.toUpperCase());
    // Express answers HEAD as GET without the body.
    if (method === 'get') methods.add('HEAD');
    found.set(path, methods);
  }
  return found;
}
