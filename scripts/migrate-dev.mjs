import { requireNode } from './lib/requireNode.mjs';

requireNode();
void import('./lib/migrateDev.mjs');
