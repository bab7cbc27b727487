import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a thread from a file beside the caller's: the TypeScript source under tsx and vitest, else `<name>.js` beside the
 * bundle. Each name is an entry of the backend's build.
 * @param name the file's name without its ending
 * @param callerUrl the caller's `import.meta.url`
 */
export function startWorkerThread(name: string, callerUrl: string, options: WorkerOptions): Worker {
  if (!callerUrl.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, callerUrl), options);
  // Threads don't inherit the TypeScript loaders of vitest and tsx.
  const tsx = pathToFileURL(createRequire(callerUrl).resolve('tsx/package.json'));
  const reader = new URL('./dist/esm/api/index.mjs', tsx).href;
  const source = new URL(`./${name}.ts`, callerUrl).href;
  const code = `import('${reader}').then(({ register }) => { register(); return import('${source}'); });`;
  return new Worker(code, { ...options, eval: true });
}
