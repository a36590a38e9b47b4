import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { stdout } from 'node:process';
import { LocalKeyring } from '../local-keyring.js';
import { QUICK_COSTS } from './quick-costs.js';

// Changes the passphrase of a keyring, and prints how many steps of writing that took. It kills itself before one of them.
// Arguments: the folder, the present passphrase, the next one, and the number of the step or nothing; an empty passphrase
// is none.
const [dir = '', before = '', next = '', lastStep = ''] = process.argv.slice(2);
const keyring = await LocalKeyring.open({ dir, passphrase: before === '' ? null : before, costs: QUICK_COSTS });

let step = 0;
const files: Record<string, unknown> = fs as never;
for (const name of ['openSync', 'writeSync', 'fsyncSync', 'renameSync']) {
  const call = files[name] as (...args: unknown[]) => unknown;
  files[name] = (...args: unknown[]) => {
    if (++step === Number(lastStep)) process.kill(process.pid, 'SIGKILL');
    return call(...args);
  };
}
syncBuiltinESMExports();

await keyring.changePassphrase(next === '' ? null : next);
stdout.write(`${step}\n`);
process.exit(0);
