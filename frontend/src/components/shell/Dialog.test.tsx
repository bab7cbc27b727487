import { Button, Menu, Select, TextInput } from '@mantine/core';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, expect, it, vi } from 'vitest';
import { AppProviders } from '../../app/AppProviders.tsx';
import { createQueryClient } from '../../api/queryClient.ts';
import { ConfirmDialog, Dialog, SideDrawer } from './Dialog.tsx';
import { dialogLater } from './loadLater.tsx';

const deleted = vi.fn<() => void>();
beforeEach(() => deleted.mockReset());

const Form = ({ onAsk }: { onAsk: () => void }) => {
  const [isSending, setIsSending] = useState(false);
  return (
    <>
      <Select label="Scope" data={['some', 'all']} defaultValue="some" />
      <Button disabled={isSending} onClick={() => setIsSending(true)}>
        Send
      </Button>
      <Button onClick={onAsk}>Remove</Button>
      <Button disabled data-testid="main">
        Find phones
      </Button>
    </>
  );
};

const Page = () => {
  const [opened, setOpened] = useState<'dialog' | 'field' | 'drawer' | null>(null);
  const [asks, setAsks] = useState(false);
  const close = (): void => setOpened(null);
  return (
    <>
      <div data-page data-testid="page">
        <main tabIndex={-1} data-focus-home>
          <Button onClick={() => setOpened('dialog')}>Open</Button>
          <Button onClick={() => setOpened('field')}>Name it</Button>
          <Menu>
            <Menu.Target>
              <Button>More</Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setOpened('drawer')}>Jobs</Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <Button onClick={deleted}>Delete</Button>
        </main>
      </div>
      {opened === 'dialog' ? (
        <Dialog opened onClose={close} title="Find phones">
          <Form onAsk={() => setAsks(true)} />
        </Dialog>
      ) : null}
      <Dialog opened={opened === 'field'} onClose={close} title="Name">
        <TextInput label="Name" data-autofocus />
      </Dialog>
      <SideDrawer opened={opened === 'drawer'} onClose={close} title="Jobs">
        <Button onClick={deleted}>Cancel all</Button>
      </SideDrawer>
      {asks ? (
        <ConfirmDialog title="Sure?" confirm="Remove" cancel="Keep" onConfirm={deleted} onClose={() => setAsks(false)}>
          The lead is removed.
        </ConfirmDialog>
      ) : null}
    </>
  );
};

const renderIt = () => {
  render(
    <AppProviders client={createQueryClient()} live={null}>
      <Page />
    </AppProviders>,
  );
  return userEvent.setup();
};
const dialog = (name: string): HTMLElement => screen.getByRole('dialog', { name });

it('takes the focus at once although its main button is disabled, and returns it', async () => {
  const user = renderIt();
  screen.getByRole('button', { name: 'Open' }).focus();
  await user.keyboard('{Enter}');
  expect(dialog('Find phones')).toContainElement(document.activeElement as HTMLElement);
  expect(document.activeElement).toHaveTextContent('Find phones');
  expect(screen.getByTestId('page')).toHaveAttribute('inert');
  await user.keyboard('{Enter}{Escape}');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(screen.getByTestId('page')).not.toHaveAttribute('inert');
  expect(screen.getByRole('button', { name: 'Open' })).toHaveFocus();
  expect(deleted).not.toHaveBeenCalled();
});

it('focuses the marked field first', async () => {
  const user = renderIt();
  await user.click(screen.getByRole('button', { name: 'Name it' }));
  expect(screen.getByRole('textbox', { name: 'Name' })).toHaveFocus();
});

it('keeps Tab inside, in both directions', async () => {
  const user = renderIt();
  await user.click(screen.getByRole('button', { name: 'Open' }));
  for (const keys of ['{Tab}', '{Shift>}{Tab}{/Shift}']) {
    for (let presses = 0; presses < 8; presses += 1) {
      await user.keyboard(keys);
      expect(dialog('Find phones')).toContainElement(document.activeElement as HTMLElement);
    }
  }
});

it('keeps the focus when the focused button becomes disabled', async () => {
  const user = renderIt();
  await user.click(screen.getByRole('button', { name: 'Open' }));
  await user.click(screen.getByRole('button', { name: 'Send' }));
  // A browser drops the focus of a disabled button; happy-dom does not.
  (document.activeElement as HTMLElement).blur();
  screen.getByTestId('main').toggleAttribute('disabled', false);
  await waitFor(() => expect(dialog('Find phones')).toContainElement(document.activeElement as HTMLElement));
});

it('closes one layer with each Escape: a list, then a question, then the dialog', async () => {
  const user = renderIt();
  await user.click(screen.getByRole('button', { name: 'Open' }));
  await user.click(within(dialog('Find phones')).getByRole('button', { name: 'Remove' }));
  expect(document.activeElement).toHaveTextContent('Sure?');
  expect(dialog('Find phones')).toHaveAttribute('inert');
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('dialog', { name: 'Sure?' })).toBeNull();
  expect(within(dialog('Find phones')).getByRole('button', { name: 'Remove' })).toHaveFocus();

  await user.click(screen.getByRole('combobox', { name: 'Scope' }));
  expect(await screen.findByRole('option', { name: 'all', hidden: true })).toBeInTheDocument();
  await user.keyboard('{Escape}');
  expect(dialog('Find phones')).toBeVisible();
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(deleted).not.toHaveBeenCalled();
});

it('returns the focus to the menu whose item opened it', async () => {
  const user = renderIt();
  await user.click(screen.getByRole('button', { name: 'More' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Jobs', hidden: true }));
  expect(document.activeElement).toHaveTextContent('Jobs');
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.getByRole('button', { name: 'More' })).toHaveFocus());
});

it('opens a dialog before its code: the title has the focus, then the content’s field; a failed load is retried', async () => {
  const user = userEvent.setup();
  let loads = 0;
  let arrive: () => void = () => undefined;
  const Late = dialogLater('Add', async () => {
    loads += 1;
    if (loads === 1) throw new TypeError('Failed to fetch');
    await new Promise<void>((resolve) => (arrive = resolve));
    return ({ onClose }: { onClose: () => void }) => (
      <Dialog opened onClose={onClose} title="Add lead" size="lg">
        <TextInput label="Name" data-autofocus />
      </Dialog>
    );
  });
  const Opener = () => {
    const [opened, setOpened] = useState(false);
    return (
      <div data-page data-testid="page">
        <Button onClick={() => setOpened(true)}>Open</Button>
        {opened ? <Late onClose={() => setOpened(false)} /> : null}
      </div>
    );
  };
  // React reports an error that a boundary shows.
  const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  render(
    <AppProviders client={createQueryClient()} live={null}>
      <Opener />
    </AppProviders>,
  );
  await user.click(screen.getByRole('button', { name: 'Open' }));
  const early = await screen.findByRole('dialog', { name: 'Add' });
  expect(within(early).getByText('Add')).toHaveFocus();
  expect(screen.getByTestId('page')).toHaveAttribute('inert');
  await user.click(await within(early).findByRole('button', { name: 'Try again' }));
  reported.mockRestore();
  await within(early).findByText('Loading…');
  arrive();
  expect(await screen.findByRole('dialog', { name: 'Add lead' })).toBe(early);
  expect(screen.getByRole('textbox', { name: 'Name' })).toHaveFocus();
  await user.keyboard('{Escape}');
  await waitFor(() => expect(early).not.toBeInTheDocument());
  expect(screen.getByRole('button', { name: 'Open' })).toHaveFocus();
});
