#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { run } from './program/program.js';

const manifest = readFileSync(new URL('package.json', import.meta.url), 'utf8');
const { version } = JSON.parse(manifest) as { version: string };
// Without `exit`, a connection that is kept for later would keep the process alive.
process.exit(await run(version, process.argv.slice(2)));
