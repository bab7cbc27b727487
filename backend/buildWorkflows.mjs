// Bundles the workflow code ahead of time with the worker's own bundler, so that a start needn't.
// node buildWorkflows.mjs [FILE], by default dist/workflow-bundle.js
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const fromHere = (name) => fileURLToPath(new URL(name, import.meta.url));
const file = process.argv[2] ?? fromHere('dist/workflow-bundle.js');

const { code } = await bundleWorkflowCode({
  workflowsPath: fromHere('src/workflows/index.ts'),
  logger: new DefaultLogger('WARN'),
  // Stack traces name files and lines all the same; the sources themselves would be half of the bundle.
  webpackConfigHook: (config) => ({ ...config, devtool: 'inline-nosources-source-map' }),
});
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, code);
