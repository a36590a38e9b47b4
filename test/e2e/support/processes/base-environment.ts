import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { PATH, HOME, NODE_V8_COVERAGE } = process.env;

/** The environment of every started program. All share one compile cache, since tests start hundreds of programs. */
export const BASE = { PATH, HOME, NODE_V8_COVERAGE, NODE_COMPILE_CACHE: join(tmpdir(), 'coffer-compile-cache') };
