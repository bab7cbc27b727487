import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = 'http://127.0.0.1:4000';

export default defineConfig({
  base: '/app/',
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 800 },
  server: {
    // All that is not the page belongs to the API, which `npm run dev` starts beside this.
    proxy: {
      '^/live$': { target: api, ws: true },
      '^/(?!app(/|$|\\?)).+': { target: api },
    },
  },
});
