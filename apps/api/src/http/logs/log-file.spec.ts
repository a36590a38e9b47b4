import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logFile } from './log-file.js';

/** Lets writes of other threads end. */
const turns = async () => {
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('the file of the log', () => {
  it('holds all lines in their order after a flush', () => {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-log-'));
    const fd = openSync(join(folder, 'log'), 'a');
    const file = logFile(fd);
    for (const line of ['a\n', 'b\n', 'c\n']) file.write(line);
    file.flushSync?.();
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('a\nb\nc\n');
    closeSync(fd);
    rmSync(folder, { recursive: true });
  });

  it('on a full disk neither ends the process nor keeps a stop from its end [R93] [R101]', async () => {
    // Each write to it fails with ENOSPC (Linux, full(4)).
    const file = logFile(openSync('/dev/full', 'a'));
    const line = `${'x'.repeat(9_999)}\n`;
    for (let written = 0; written < 1_000; written += 1) {
      file.write(line);
      if (written % 100 === 0) await turns();
    }
    await turns();
    file.flushSync?.();
  });
});
