import { mkdtempSync, openSync, readFileSync, rmSync, write, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '#kernel/testing';
import { type FileWrites, LogFile } from './log-file.js';

const refusal = (code: string) => Object.assign(new Error(code), { code });

/** A file that takes what `room` says, or refuses. A write that is not synchronous waits until the test ends it. */
function aFile() {
  const state = { text: '', refuses: null as string | null, most: Number.POSITIVE_INFINITY, tries: 0 };
  const take = (bytes: Buffer): number => {
    state.tries += 1;
    if (state.refuses !== null) throw refusal(state.refuses);
    const taken = bytes.subarray(0, state.most);
    state.text += taken.toString();
    return taken.length;
  };
  const pending: (() => void)[] = [];
  const writes: FileWrites = {
    write: (_, bytes, done) => {
      pending.push(() => {
        try {
          done(null, take(bytes));
        } catch (error) {
          done(error as Error, 0);
        }
      });
    },
    writeSync: (_, bytes) => take(bytes),
  };
  const clock = new ManualClock();
  const settle = async () => {
    await Promise.resolve();
    for (let end = pending.shift(); end; end = pending.shift()) end();
  };
  return { state, clock, settle, pending, file: new LogFile(1, clock, writes) };
}

/** Each write to it fails with ENOSPC (Linux, full(4)). */
const FULL = '/dev/full';

/** A real file. `wrote`: resolves when so many writes have ended. */
function realFile(path: string) {
  let ended = 0;
  let tell = () => {};
  const told: FileWrites['write'] = (fd, bytes, done) =>
    write(fd, bytes, (error, count) => {
      done(error, count);
      ended += 1;
      tell();
    });
  const wrote = (times: number) =>
    new Promise<void>((resolve) => {
      tell = () => {
        if (ended >= times) resolve();
      };
      tell();
    });
  return { file: new LogFile(openSync(path, 'a'), new ManualClock(), { write: told, writeSync }), wrote };
}

describe('the file of the log', () => {
  it('on a full disk neither ends the process nor keeps a stop from its end [R93] [R101]', async () => {
    const { file, wrote } = realFile(FULL);
    for (let time = 1; time <= 3; time += 1) {
      file.write('a line\n');
      await wrote(time);
    }
    file.flushSync();
  });

  it('ends a stop although the disk fills only at that moment [R93]', async () => {
    const file = new LogFile(openSync(FULL, 'a'), new ManualClock());
    file.write('a line\n');
    await Promise.resolve();
    // The write of the first line is under way, so nothing has failed yet.
    file.write('another\n');
    file.flushSync();
  });

  it('ends a stop although the reader of its pipe takes nothing for a second', () => {
    const { state, file } = aFile();
    file.write('the last lines\n');
    state.refuses = 'EAGAIN';
    file.flushSync();
    expect(state.tries).toBe(11);
    state.refuses = null;
    file.flushSync();
    expect(state.text).toBe('the last lines\n');
  });

  it('writes all lines in their order, also where a write takes a part of them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-log-'));
    const path = join(folder, 'log');
    const { file, wrote } = realFile(path);
    for (const line of ['a\n', 'ö\n', 'c\n']) file.write(line);
    await wrote(3);
    expect(readFileSync(path, 'utf8')).toBe('a\nö\nc\n');
    rmSync(folder, { recursive: true });
    const { state, settle, file: slow } = aFile();
    state.most = 3;
    slow.write('a long line\n');
    slow.write('another\n');
    await settle();
    expect(state.text).toBe('a long line\nanother\n');
  });

  it('tries again with the next line after a failure, and by itself where the reader is behind', async () => {
    const { state, clock, settle, file } = aFile();
    state.refuses = 'ENOSPC';
    file.write('1\n');
    await settle();
    await clock.advance(60_000);
    await settle();
    expect(state.tries).toBe(1);
    state.refuses = 'EAGAIN';
    file.write('2\n');
    await settle();
    state.refuses = null;
    await clock.advance(100);
    await settle();
    expect(state.text).toBe('1\n2\n');
  });

  it('tries again by one timer, however many lines come while the reader is behind', async () => {
    const { state, clock, settle, file } = aFile();
    state.refuses = 'EAGAIN';
    for (let line = 1; line <= 5; line += 1) {
      file.write(`${line}\n`);
      await settle();
    }
    expect(clock.timers).toBe(1);
    for (let time = 0; time < 3; time += 1) {
      await clock.advance(100);
      await settle();
    }
    expect([clock.timers, state.tries]).toEqual([1, 8]);
  });

  it('holds 1 MiB at most, and drops further lines', async () => {
    const { state, settle, file } = aFile();
    state.refuses = 'ENOSPC';
    const line = `${'x'.repeat(1_023)}\n`;
    for (let at = 0; at < 2_000; at += 1) file.write(line);
    await settle();
    state.refuses = null;
    file.flushSync();
    expect(state.text).toHaveLength(1_048_576);
  });
});
