import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { createQueryClient } from '../api/queryClient.ts';
import { AppProviders } from './AppProviders.tsx';
import { tell, tellProblem } from './notify.ts';

it('counts the same notification instead of showing it again', async () => {
  render(
    <AppProviders client={createQueryClient()} live={null}>
      <main />
    </AppProviders>,
  );
  for (let times = 0; times < 5; times += 1) tellProblem('Couldn’t save', 'No connection.');
  tellProblem('Couldn’t delete', 'No connection.');
  tell('Saved.');
  expect(await screen.findByText('No connection. (5 times)')).toBeInTheDocument();
  expect(screen.getAllByRole('alert')).toHaveLength(3);
  expect(screen.getAllByRole('button', { name: 'Dismiss' })).toHaveLength(3);
});
