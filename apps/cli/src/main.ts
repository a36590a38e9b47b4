#!/usr/bin/env node
import { requireNode } from '../../api/src/required-node.js';

requireNode();
// Loaded afterwards: an older Node does not get through it.
const { run } = await import('./program.js');
// Without `exit`, a start that failed half-way could keep the process alive with an open thread or connection.
process.exit(await run(process.argv.slice(2)));
