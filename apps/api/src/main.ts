import { requireNode } from './required-node.js';

requireNode();
// Loaded afterwards: an older Node does not get through it.
await import('./server.js');
