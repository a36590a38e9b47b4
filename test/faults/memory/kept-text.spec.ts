import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../../..');
const LOADER = join(ROOT, 'test/factories/typescript-loader.mjs');
/** Far less than the texts that the programs see, in MiB. */
const HEAP = 64;

/** Runs a program of this folder with a small heap. Rejects if it runs out of memory. */
async function runs(program: string): Promise<string> {
  const options = [`--max-old-space-size=${HEAP}`, '--import', LOADER];
  const file = join(import.meta.dirname, `${program}.program.ts`);
  const { stdout } = await promisify(execFile)(process.execPath, [...options, file], { cwd: ROOT });
  return stdout;
}

describe('what a process keeps in memory', () => {
  it('is not the text that a cached name was cut from', async () => {
    expect(await runs('kept-text')).toBe('2000 kept\n');
  });

  it('is not the sealed text of each secret that was revealed while its key is cached', async () => {
    expect(await runs('reveals')).toBe('2000 kept\n');
  });
});
