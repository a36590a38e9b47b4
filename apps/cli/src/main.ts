#!/usr/bin/env node
import { run } from './program.js';

// Ended here and not left to end: a start that fails half-way leaves a thread or a connection that nobody closes.
process.exit(await run(process.argv.slice(2)));
