import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';
import { purgeLibraryStyles } from './build/purgeLibraryStyles.ts';
import { withoutJsonSchema } from './build/withoutJsonSchema.ts';

const api = 'http://127.0.0.1:4000';

export default defineConfig({
  base: '/app/',
  plugins: [
    react(),
    withoutJsonSchema(),
    purgeLibraryStyles(),
    // The server sends these copies, so that it need not compress anything itself.
    compression({ algorithms: ['brotliCompress', 'gzip'], include: /\.(js|css|html|svg|csv)$/, logLevel: 'silent' }),
  ],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // One file for the first screen instead of many small ones, whose headers alone would be a tenth of a visit.
            { name: 'page', tags: ['$initial'], test: /[\\/](?:frontend[\\/]src|contract)[\\/]/ },
          ],
        },
      },
    },
  },
  server: {
    // All that is not the page belongs to the API, which `npm run dev` starts beside this.
    proxy: {
      '^/live$': { target: api, ws: true },
      '^/(?!app(/|$|\\?)).+': { target: api },
    },
  },
});
