import { requireNode } from './lib/requireNode.mjs';

requireNode();
void import('./lib/pictures.mjs');
