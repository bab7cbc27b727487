import { Kbd, Table } from '@mantine/core';
import { Dialog } from './Dialog.tsx';

const shortcuts: readonly [keys: string, does: string][] = [
  ['/', 'Search'],
  ['↑ ↓', 'Move through the leads'],
  ['Home End', 'Go to the first or last lead'],
  ['← →', 'Move through the cells of the lead'],
  ['Space', 'Select the lead'],
  ['Shift ↑ ↓', 'Select while moving'],
  ['Enter', 'Open the lead, or use the cell'],
  ['F', 'Find the phone number'],
  ['V', 'Verify the email'],
  ['C', 'Copy the phone number'],
  ['Esc', 'Close the top dialog or panel, leave the cell, or clear the selection'],
  ['?', 'Show these shortcuts'],
];

/** Lists the keyboard shortcuts. */
export const Shortcuts = ({ onClose }: { onClose: () => void }) => (
  <Dialog opened onClose={onClose} title="Keyboard shortcuts" size="sm">
    <Table>
      <Table.Tbody>
        {shortcuts.map(([keys, does]) => (
          <Table.Tr key={keys}>
            <Table.Td w={110}>
              <Kbd>{keys}</Kbd>
            </Table.Td>
            <Table.Td>{does}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </Dialog>
);
