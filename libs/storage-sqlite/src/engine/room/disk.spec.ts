import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BALLAST_BYTES, LEAST_BYTES } from './ballast.js';
import { Disk } from './disk.js';

describe('the disk of the store [R101]', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-room-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const ballast = () => statSync(join(folder, 'ballast.bin'), { throwIfNoEntry: false })?.size ?? 0;
  let free = 0;
  const disk = new Disk(join(folder, 'coffer.db'), async () => free);

  it('gets no ballast that would itself make it full', async () => {
    free = 2 * BALLAST_BYTES;
    expect(await disk.free(0)).toBe(free);
    expect(ballast()).toBe(0);
  });

  it('gets a ballast when there is room, and gives it up when it is full', async () => {
    free = 3 * BALLAST_BYTES;
    expect(await disk.free(0)).toBe(2 * BALLAST_BYTES);
    expect(ballast()).toBe(BALLAST_BYTES);
    free = LEAST_BYTES;
    await disk.free(0);
    expect(ballast()).toBe(BALLAST_BYTES);
    free = LEAST_BYTES - 1;
    expect(await disk.free(0)).toBe(LEAST_BYTES - 1);
    free = BALLAST_BYTES;
    expect(await disk.free(1_000)).toBe(0);
    expect(ballast()).toBe(0);
    free = 3 * BALLAST_BYTES;
    await disk.free(0);
    expect(ballast()).toBe(BALLAST_BYTES);
  });

  it('counts what the file of the store holds free, while the log can grow', async () => {
    free = 10 * BALLAST_BYTES;
    expect(await disk.free(1_000)).toBe(free + 1_000);
    free = 0;
    await disk.free(0);
    expect(await disk.free(1_000)).toBe(0);
  });
});
