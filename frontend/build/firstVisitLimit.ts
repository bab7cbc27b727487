import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'vite';

/** A first visit may load 250 kB. Of these, 25 kB are for the API's responses, the flags and all headers. */
const limitBytes = 225_000;

/** Fails the build when the compressed scripts and styles of the first screen are larger than the limit. */
export const firstVisitLimit = (): Plugin => {
  let outDir = '';
  return {
    name: 'first-visit-limit',
    apply: 'build',
    configResolved(config) {
      outDir = path.resolve(config.root, config.build.outDir);
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const html = await readFile(path.join(outDir, 'index.html'), 'utf8');
        const names = [...html.matchAll(/\/(assets\/[\w.-]+\.(?:js|css))"/gu)].map(([, name = '']) => name);
        const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(outDir, `${name}.br`))).size));
        const bytes = sizes.reduce((sum, size) => sum + size, 0);
        if (names.length === 0 || bytes > limitBytes) {
          const each = names.map((name, index) => `${name} ${sizes[index]}`).join(', ');
          throw new Error(
            `The first screen has ${bytes} bytes of compressed scripts and styles, of at most ${limitBytes}: ${each}. ` +
              'Load what is needed later with loadLater.tsx: docs/decisions/2026-11-28-a-light-first-visit.md.',
          );
        }
      },
    },
  };
};
