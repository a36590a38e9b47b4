import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFailureLines } from './start-failure.js';

it('names the file and the cause of an error of the file system, and not the way to it', () => {
  const error = Object.assign(new Error('canary'), { code: 'EROFS', syscall: 'mkdir', path: '/canary/data' });
  expect(startFailureLines(error)).toEqual([
    'The file or folder data cannot be used: EROFS (mkdir). The file system is read-only: make it writable.',
  ]);
});

it('names what the system really refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-start-'));
  let refusal: unknown;
  try {
    mkdirSync(join(folder, 'missing/data'));
  } catch (error) {
    refusal = error;
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(startFailureLines(refusal)).toEqual(['The file or folder data cannot be used: ENOENT (mkdir).']);
});
