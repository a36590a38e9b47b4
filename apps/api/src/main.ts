import { refuseArguments } from './no-arguments.js';
import { requireNode } from './required-node.js';
import { keepUndiciOut } from './without-undici.js';

requireNode();
refuseArguments();
keepUndiciOut();
// Loaded afterwards: an older Node does not get through it.
await import('./server.js');
