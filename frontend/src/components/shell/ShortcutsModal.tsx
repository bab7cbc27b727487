import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { isPageCovered } from './layers.ts';
import { dialogLater } from './loadLater.tsx';

const Shortcuts = dialogLater('Keyboard shortcuts', async () => (await import('./Shortcuts.tsx')).Shortcuts);

/** Opens the list of keyboard shortcuts with `?`. */
export const ShortcutsModal = () => {
  const [opened, { open, close }] = useDisclosure(false);
  const show = (): void => {
    if (!isPageCovered()) open();
  };
  useHotkeys([
    ['shift+?', show],
    ['?', show],
  ]);
  return opened ? <Shortcuts onClose={close} /> : null;
};
