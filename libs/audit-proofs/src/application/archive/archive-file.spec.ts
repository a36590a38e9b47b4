import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '#kernel/testing';
import { removeAbandoned, writeArchive } from './archive-file.js';

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
    const write = (isRepeat = false) => writeArchive(path, parts(), () => isRepeat, failing('EPERM'));

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

    it('takes the place of the empty file of a run that was killed before the last step', async () => {
      writeFileSync(path, '');
      await write();
      expect(readFileSync(path, 'utf8')).toBe('new');
    });
  });

  it('is not written where the disk fails, and leaves nothing', async () => {
    await expect(writeArchive(path, parts(), undefined, failing('EIO'))).rejects.toMatchObject({ code: 'EIO' });
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
