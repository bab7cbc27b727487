import { PurgeCSS } from 'purgecss';
import type { Plugin } from 'vite';

/** A class name of the component library, as it stands in the code of its component. */
const libraryClass = /^m_[0-9a-f]+$/;

/**
 * Removes the library's styles of components that the page does not use, which are most of its style sheet. A class is
 * used if some script of the build contains its name.
 */
export const purgeLibraryStyles = (): Plugin => ({
  name: 'purge-library-styles',
  enforce: 'post',
  async generateBundle(_options, bundle) {
    const files = Object.values(bundle);
    const used = new Set(
      files.flatMap((file) => (file.type === 'chunk' ? (file.code.match(/\bm_[0-9a-f]+\b/g) ?? []) : [])),
    );
    for (const file of files) {
      if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
      const [purged] = await new PurgeCSS().purge({
        content: [],
        css: [{ raw: file.source.toString() }],
        // Everything that is not a class of the library stays, with all attributes, variables and keyframes.
        safelist: { standard: [{ test: (name: string) => !libraryClass.test(name) || used.has(name) } as RegExp] },
        dynamicAttributes: [],
      });
      if (purged !== undefined) file.source = purged.css;
    }
  },
});
