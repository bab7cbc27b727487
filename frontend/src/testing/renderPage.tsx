import { render } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createEventSink } from '../api/live/eventSink.ts';
import type { OnScreen } from '../api/live/rowsOnScreen.ts';
import { forgetReceived } from '../api/newest.ts';
import { createQueryClient } from '../api/queryClient.ts';
import { AppProviders } from '../app/AppProviders.tsx';
import { Screens } from '../app/Screens.tsx';

/** Starts a fake API over real HTTP messages. A request without a handler fails the test. Nothing was deleted or looks mistyped, and no lead is further down in a list, unless a handler says so. */
export const mockServer = (...handlers: Parameters<typeof setupServer>) => {
  const server = setupServer(
    ...handlers,
    http.get('/settings', () =>
      HttpResponse.json({ mode: 'sandbox', modeFixed: false, confirmAboveMicros: 0, budgets: {} }),
    ),
    http.get('/providers', () => HttpResponse.json({ providers: [] })),
    http.get('/leads/:id/place', () => HttpResponse.json({ place: null })),
    http.get('/deletions', () => HttpResponse.json({ deletions: [] })),
    http.get('/jobs/:id/email-corrections', () => HttpResponse.json({ corrections: [], total: 0 })),
  );
  beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
  afterEach(() => {
    server.resetHandlers();
    forgetReceived();
  });
  afterAll(() => server.close());
  return server;
};

/** Renders the whole page at an address. `tell` applies an event of the server. */
export const renderPage = (address: string) => {
  const client = createQueryClient();
  const router = createMemoryRouter([{ path: '*', element: <Screens /> }], { initialEntries: [address] });
  let onScreen: (() => OnScreen) | null = null;
  const live = {
    connection: {
      start: () => undefined,
      stop: () => undefined,
      reconnectNow: () => undefined,
      status: () => status,
      onStatus: () => () => undefined,
    },
    setOnScreen: (next: (() => OnScreen) | null) => {
      onScreen = next;
    },
  };
  const tell = createEventSink(client, () => onScreen?.() ?? null);
  render(
    <AppProviders client={client} live={live}>
      <RouterProvider router={router} />
    </AppProviders>,
  );
  return { client, router, tell };
};

const status = { state: 'live' } as const;
