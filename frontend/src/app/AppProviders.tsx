import { MantineProvider } from '@mantine/core';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Live } from '../api/live/live.ts';
import { LiveContext } from '../api/live/liveContext.ts';
import { NotificationArea } from '../components/shell/NotificationArea.tsx';
import { cssVariablesResolver, theme } from './theme.ts';

/** Providers of theme, queries, live events and notifications for the page. Tests use them without the routes. */
export const AppProviders = ({
  client,
  live,
  children,
}: {
  client: QueryClient;
  live: Live | null;
  children: ReactNode;
}) => (
  <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
    <QueryClientProvider client={client}>
      <LiveContext value={live}>
        <NotificationArea />
        {children}
      </LiveContext>
    </QueryClientProvider>
  </MantineProvider>
);
