// Bundles the workflow code ahead of time with the worker's own bundler, so that a start needn't.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const fromHere = (path) => fileURLToPath(new URL(path, import.meta.url));

const { code } = await bundleWorkflowCode({
  workflowsPath: fromHere('src/workflows/index.ts'),
  logger: new DefaultLogger('WARN'),
});
mkdirSync(fromHere('dist'), { recursive: true });
writeFileSync(fromHere('dist/workflow-bundle.js'), code);
