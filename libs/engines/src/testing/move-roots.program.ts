import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { moveRoots } from '../roots/embedded-roots.js';

// See MOVE_ROOTS_PROGRAM.
const [from = '', to = '', before = '0'] = process.argv.slice(2);
const CALLS = [
  'openSync',
  'writeSync',
  'fsyncSync',
  'closeSync',
  'linkSync',
  'rmSync',
  'readFileSync',
  'existsSync',
] as const;

let calls = 0;
for (const name of CALLS) {
  const original = fs[name] as (...args: unknown[]) => unknown;
  const counted = (...args: unknown[]) => {
    if (++calls === Number(before)) process.kill(process.pid, 'SIGKILL');
    return original(...args);
  };
  Object.assign(fs, { [name]: counted });
}
syncBuiltinESMExports();
moveRoots(from, to);
