import '@mantine/core/styles.layer.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { createLive } from '../api/live/live.ts';
import { openLiveSocket } from '../api/live/openLiveSocket.ts';
import { createQueryClient } from '../api/queryClient.ts';
import { AppProviders } from './AppProviders.tsx';
import './page.css';
import { Screens } from './Screens.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');

const client = createQueryClient();
const live = createLive(client, openLiveSocket);
live.connection.start();
window.addEventListener('online', () => live.connection.reconnectNow());

createRoot(root).render(
  <StrictMode>
    <AppProviders client={client} live={live}>
      {/* All pages are below `/app`, because `/leads` and other paths belong to the API. */}
      <BrowserRouter basename="/app">
        <Screens />
      </BrowserRouter>
    </AppProviders>
  </StrictMode>,
);
