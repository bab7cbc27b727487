import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';
import { firstVisitLimit } from './build/firstVisitLimit.ts';
import { purgeLibraryStyles } from './build/purgeLibraryStyles.ts';
import { withoutJsonSchema } from './build/withoutJsonSchema.ts';
import { withoutScrollParts } from './build/withoutScrollParts.ts';
import { withoutUnusedParts } from './build/withoutUnusedParts.ts';

const api = 'http://127.0.0.1:4000';

export default defineConfig({
  base: '/app/',
  plugins: [
    react(),
    withoutJsonSchema(),
    withoutScrollParts(),
    withoutUnusedParts(),
    purgeLibraryStyles(),
    // The server sends these copies, so that it need not compress anything itself.
    compression({ algorithms: ['brotliCompress', 'gzip'], include: /\.(js|css|html|svg|csv)$/, logLevel: 'silent' }),
    firstVisitLimit(),
  ],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    chunkSizeWarningLimit: 800,
    // All browsers that can run the page know `modulepreload`.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Nothing imports the entry. It can be part of the first screen's file.
      preserveEntrySignatures: false,
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
