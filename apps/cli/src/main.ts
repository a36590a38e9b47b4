#!/usr/bin/env node
import { requireNode } from '../../api/src/required-node.js';
import { keepUndiciOut } from '../../api/src/without-undici.js';

requireNode();
keepUndiciOut();
// Loaded afterwards: an older Node does not get through it.
const [{ endWith }, { run }] = await Promise.all([import('#command'), import('./program.js')]);
await endWith(await run(process.argv.slice(2)));
