import { requireNode } from './lib/requireNode.mjs';

requireNode();
void import('./lib/e2e.mjs');
