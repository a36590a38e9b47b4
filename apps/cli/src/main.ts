#!/usr/bin/env node
import { run } from './program.js';

// Without `exit`, a start that failed half-way could keep the process alive with an open thread or connection.
process.exit(await run(process.argv.slice(2)));
