import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { PATH, HOME, NODE_V8_COVERAGE } = process.env;

/** What every program of these tests is started with; what V8 compiled once serves them all, which start in hundreds. */
export const BASE = { PATH, HOME, NODE_V8_COVERAGE, NODE_COMPILE_CACHE: join(tmpdir(), 'coffer-compile-cache') };
