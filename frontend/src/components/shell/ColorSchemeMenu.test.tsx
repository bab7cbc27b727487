import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { createQueryClient } from '../../api/queryClient.ts';
import { AppProviders } from '../../app/AppProviders.tsx';
import { ColorSchemeMenu } from './ColorSchemeMenu.tsx';

it('opens a menu of nothing but choices, with the focus on the first one', async () => {
  const user = userEvent.setup();
  render(
    <AppProviders client={createQueryClient()} live={null}>
      <ColorSchemeMenu />
    </AppProviders>,
  );
  await user.click(screen.getByRole('button', { name: 'Color scheme' }));
  const menu = await screen.findByRole('menu', { hidden: true });
  const choices = within(menu).getAllByRole('menuitemradio', { hidden: true });
  expect(choices.map((choice) => choice.textContent)).toEqual(['Light', 'Dark', 'As the system']);
  // A focusable element has a role, whatever it says: in a menu each one must be a choice (WCAG 1.3.1).
  expect([...menu.querySelectorAll('[tabindex]')]).toEqual(choices);
  await waitFor(() => expect(choices[0]).toHaveFocus());
});
