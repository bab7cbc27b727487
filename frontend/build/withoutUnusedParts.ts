import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'vite';

const component = /[\\/]@mantine[\\/]core[\\/]esm[\\/]components[\\/].+\.mjs$/;
/** How the component library attaches a part to its component: `Menu.Search = MenuSearch;`. */
const attached = /^([A-Z]\w*)\.([A-Z]\w*) = \w+;$/gmu;
const mention = /\b[A-Z]\w*\.[A-Z]\w*\b/gu;
/** The library names parts in its error messages. */
const libraryText = /"[^"\n]*"/gu;

const textsIn = async (dir: string, kind: RegExp): Promise<string[]> => {
  const files = await readdir(dir, { recursive: true, withFileTypes: true });
  return Promise.all(
    files
      .filter((one) => one.isFile() && kind.test(one.name))
      .map(({ parentPath, name }) => readFile(path.join(parentPath, name), 'utf8')),
  );
};

/** All mentions like `Menu.Item` in the page and in the library, except where the library attaches the part. */
const usedParts = async (): Promise<Set<string>> => {
  const frontend = path.resolve(import.meta.dirname, '..');
  const [page, library] = await Promise.all([
    textsIn(path.join(frontend, 'src'), /\.tsx?$/u),
    textsIn(path.join(frontend, 'node_modules/@mantine/core/esm'), /\.mjs$/u),
  ]);
  const texts = [...page, ...library.map((text) => text.replaceAll(attached, '').replaceAll(libraryText, ''))];
  return new Set(texts.flatMap((text) => text.match(mention) ?? []));
};

/**
 * Leaves out parts of the library's components that nobody mentions, such as `Menu.Search`. The bundler must keep them,
 * because each component refers to all of its parts.
 */
export const withoutUnusedParts = (): Plugin => {
  let used = new Set<string>();
  return {
    name: 'without-unused-parts',
    apply: 'build',
    async buildStart() {
      used = await usedParts();
    },
    transform(code, id) {
      if (!component.test(id)) return null;
      const without = code.replaceAll(attached, (whole, name, part) => (used.has(`${name}.${part}`) ? whole : ''));
      return without === code ? null : { code: without, map: null };
    },
  };
};
