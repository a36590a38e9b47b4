import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import argon2 from 'argon2';
import { HASHES_AS_CONFIGURED, QUICK_HASHES } from './base-environment.js';
import { QUICK } from './pairs.js';

const MARKED = Number(QUICK.ARGON2_MEMORY_KIB);
const ARGON2 = createRequire(import.meta.url).resolve('argon2');

/** The hash of `x` with this memory cost, made by a program with `QUICK_HASHES`. */
function hashOf(memoryCost: number, env: Record<string, string> = {}): string {
  const costs = JSON.stringify({ memoryCost, timeCost: 2, parallelism: 1 });
  const code = `require(${JSON.stringify(ARGON2)}).hash('x', ${costs}).then(console.log)`;
  const args = [...QUICK_HASHES, '--input-type=commonjs', '-e', code];
  return execFileSync(process.execPath, args, { env, encoding: 'utf8' }).trim();
}

describe('quick hashes', () => {
  it('are made of the marked cost alone, which they still name', async () => {
    const quick = hashOf(MARKED);
    expect(quick).toContain(`m=${MARKED},`);
    expect(await argon2.verify(quick, 'x')).toBe(false);
    expect(await argon2.verify(hashOf(MARKED - 1), 'x')).toBe(true);
  });

  it('are made by no program that hashes as configured', async () => {
    expect(await argon2.verify(hashOf(MARKED, HASHES_AS_CONFIGURED), 'x')).toBe(true);
  });
});
