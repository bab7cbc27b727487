import { execFile } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { testWorkflowBundle } from './testWorkflowBundle.ts';

const backend = path.resolve(import.meta.dirname, '../..');
/** As deep as `dist`, because the programs find migrations and page from where they lie. */
const outDir = path.join(backend, '.cache');

/** Builds the product from the sources as they are now, apart from what runs; gives its main file. Tests only. */
export async function buildProduct(): Promise<string> {
  const [workflowBundle] = await Promise.all([
    testWorkflowBundle(),
    promisify(execFile)(process.execPath, [path.join(backend, 'build.mjs'), path.basename(outDir)]),
  ]);
  await copyFile(workflowBundle, path.join(outDir, 'workflow-bundle.js'));
  return path.join(outDir, 'main.js');
}
