import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { PurgeCSS } from 'purgecss';
import type { Plugin, Rolldown } from 'vite';

/** A class name of the component library, as it stands in the code of its component. */
const libraryClass = /^m_[0-9a-f]+$/;
const libraryStyles = /[\\/]@mantine[\\/]core[\\/]styles\.layer\.css$|[\\/]furtherStyles\.css$/;
const entry = /[\\/]src[\\/]app[\\/]main\.tsx$/;
/** The second copy of the library's styles, which is loaded with the first code that is loaded later. */
const isFurther = (fileName: string): boolean => path.basename(fileName).startsWith('furtherStyles');

const classesIn = (chunks: readonly Rolldown.OutputChunk[]): Set<string> =>
  new Set(chunks.flatMap(({ code }) => code.match(/\bm_[0-9a-f]+\b/g) ?? []));

/** The chunk with the entry and all chunks that it imports statically. */
const firstChunks = (chunks: readonly Rolldown.OutputChunk[]): Rolldown.OutputChunk[] => {
  const first = new Set(chunks.filter(({ moduleIds }) => moduleIds.some((id) => entry.test(id))));
  if (first.size !== 1) throw new Error('The entry of the page moved: look at build/purgeLibraryStyles.ts.');
  for (const { imports } of first) for (const chunk of chunks) if (imports.includes(chunk.fileName)) first.add(chunk);
  return [...first];
};

/** A fingerprint of the page's sources. */
const sourcesHash = async (dir: string): Promise<string> => {
  const hash = createHash('sha256');
  const files = await readdir(dir, { recursive: true, withFileTypes: true });
  for (const file of files
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .sort())
    hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
};

/**
 * Splits the library's styles: the first style sheet has those of the first screen, the further one those of the other
 * components in use. Styles of components that the page does not use, which are the most, are left out. A class is used if a
 * script of the build contains its name.
 */
export const purgeLibraryStyles = (): Plugin => ({
  name: 'purge-library-styles',
  apply: 'build',
  enforce: 'post',
  transform: {
    order: 'pre',
    async handler(code, id) {
      if (!libraryStyles.test(id)) return null;
      // Browsers cache style sheets by their name for a year. The name must change with the classes in use, which the
      // bundler does not know when it chooses the name.
      const hash = await sourcesHash(path.resolve(import.meta.dirname, '../src'));
      return { code: `${code}\n:root { --styles-of: "${hash}"; }\n`, map: null };
    },
  },
  async generateBundle(_options, bundle) {
    const files = Object.values(bundle);
    const chunks = files.filter((file) => file.type === 'chunk');
    const used = classesIn(chunks);
    const firstOnes = firstChunks(chunks);
    const first = classesIn(firstOnes);
    const firstStyles = new Set(firstOnes.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]));
    const isKept = (fileName: string, name: string): boolean => {
      // Everything that is not a class of the library stays: attributes, variables and keyframes.
      if (!libraryClass.test(name)) return true;
      if (isFurther(fileName)) return used.has(name) && !first.has(name);
      return (firstStyles.has(fileName) ? first : used).has(name);
    };
    for (const file of files) {
      if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
      const [purged] = await new PurgeCSS().purge({
        content: [],
        css: [{ raw: file.source.toString() }],
        safelist: { standard: [{ test: (name: string) => isKept(file.fileName, name) } as RegExp] },
        dynamicAttributes: [],
      });
      if (purged === undefined) continue;
      // Variables and resets are in the first style sheet. Here they would win over the theme.
      file.source = isFurther(file.fileName)
        ? `@layer mantine{${purged.css.slice(purged.css.search(/\.m_|@keyframes/u))}`
        : purged.css;
    }
  },
});
