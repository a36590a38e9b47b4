import { appendFileSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '#kernel/testing';
import { removeAbandoned, takeName, writeArchive } from './archive-file.js';

const PARTIAL = 'audit-1-512.tar.0f8c5f7e-3c1d-4a55-9d3c-1c7a3f5f0a11.partial';

describe('the file of an archive', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-archive-file-'));
    path = join(folder, 'audit-1-512.tar');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function* parts() {
    yield Buffer.from('new');
  }
  const failing = (code: string) => () => {
    throw Object.assign(new Error(code), { code });
  };

  describe('in a folder without hard links', () => {
    const write = (isRepeat = false) => writeArchive(path, parts(), () => isRepeat, { link: failing('EPERM') });

    it('replaces no file', async () => {
      writeFileSync(path, 'old');
      await expect(write()).rejects.toMatchObject({ code: 'conflict' });
      await write(true);
      expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['old', ['audit-1-512.tar']]);
    });

    it('gets its name when it is whole', async () => {
      await write();
      expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['new', ['audit-1-512.tar']]);
    });

    it('takes no name that another run has taken, and removes the empty file of a killed one after 5 s', async () => {
      writeFileSync(path, '');
      await expect(write()).rejects.toMatchObject({ code: 'conflict' });
      expect(readFileSync(path, 'utf8')).toBe('');
      const clock = new ManualClock();
      await clock.drive(removeAbandoned(folder, clock));
      expect(clock.now() - new ManualClock().now()).toBeGreaterThanOrEqual(5_000);
      await write();
      expect(readFileSync(path, 'utf8')).toBe('new');
    });

    it('replaces no file that took the place of its own empty one', async () => {
      for (const others of ['another archive', '']) {
        const take = (name: string) => {
          const own = takeName(name);
          writeFileSync(`${name}.other`, others);
          renameSync(`${name}.other`, name);
          return own;
        };
        const writing = writeArchive(path, parts(), undefined, { link: failing('EPERM'), take });
        await expect(writing).rejects.toMatchObject({ code: 'conflict' });
        expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual([others, ['audit-1-512.tar']]);
        rmSync(path);
      }
    });
  });

  it('is not written where the disk fails, and leaves nothing', async () => {
    await expect(writeArchive(path, parts(), undefined, { link: failing('EIO') })).rejects.toMatchObject({
      code: 'EIO',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that a killed run left unfinished is removed, and no other file', async () => {
    const clock = new ManualClock();
    await removeAbandoned(folder, clock);
    const others = ['audit-1-512.tar', 'audit-1-512.tar.partial', `own-${PARTIAL}`];
    for (const name of [PARTIAL, ...others]) writeFileSync(join(folder, name), 'x');
    const removing = removeAbandoned(folder, clock);
    await expect(clock.drive(removing)).resolves.toBeUndefined();
    expect(readdirSync(folder).sort()).toEqual(others.sort());
  });

  it('that another run writes stays', async () => {
    const clock = new ManualClock();
    const partial = join(folder, PARTIAL);
    writeFileSync(partial, 'x');
    const removing = removeAbandoned(folder, clock);
    let isDone = false;
    void removing.then(() => {
      isDone = true;
    });
    while (clock.timers === 0) await new Promise(setImmediate);
    appendFileSync(partial, 'y');
    while (!isDone) await clock.advance(5_000);
    expect(readdirSync(folder)).toEqual([PARTIAL]);
  });
});
