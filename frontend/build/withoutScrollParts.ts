import type { Plugin } from 'vite';

/** What each file of the library's dialogs has, and what stands there instead. */
const replaced = [
  {
    file: /[\\/]ModalBase[\\/]ModalBase\.mjs$/,
    part: 'import { RemoveScroll } from "react-remove-scroll";',
    by: 'const RemoveScroll = ({ children }) => children;',
  },
  {
    file: /[\\/](?:Modal|Drawer)Root\.mjs$/,
    part: 'import { ScrollArea } from "../ScrollArea/ScrollArea.mjs";',
    by: 'const ScrollArea = { Autosize: null };',
  },
];

/**
 * Leaves out the scroll lock and the drawn scrollbars of the library's dialogs, 10 kB of the first screen. The page's
 * dialogs use neither (`components/shell/Dialog.tsx`), but the library's refer to both.
 */
export const withoutScrollParts = (): Plugin => ({
  name: 'without-scroll-parts',
  apply: 'build',
  transform(code, id) {
    const found = replaced.find(({ file }) => id.includes('@mantine') && file.test(id));
    if (found === undefined) return null;
    if (!code.includes(found.part)) throw new Error('Another component library: look at build/withoutScrollParts.ts.');
    return { code: code.replace(found.part, found.by), map: null };
  },
});
