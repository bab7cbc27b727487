import { requireNode } from './lib/requireNode.mjs';

requireNode();
import('./lib/start.mjs');
