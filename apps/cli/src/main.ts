#!/usr/bin/env node
import { requireNode } from '../../api/src/required-node.js';
import { keepUndiciOut } from '../../api/src/without-undici.js';

requireNode();
keepUndiciOut();
// Loaded afterwards: an older Node does not get through it.
await import('./command.js');
