#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { run } from './program/program.js';
import { endWith } from './terminal.js';

const manifest = readFileSync(new URL('package.json', import.meta.url), 'utf8');
const { version } = JSON.parse(manifest) as { version: string };
await endWith(await run(version, process.argv.slice(2)));
