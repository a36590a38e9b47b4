import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '#kernel/testing';
import { openSqliteStore } from '../open-store.js';

describe('the place of the sweeper on SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-leases-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is that of a killed server for its lease, and at once that of a server which keeps others out', async () => {
    const file = join(folder, 'coffer.db');
    const held = async (node: string, isOnlyServer?: boolean) => {
      const { engine, leases } = await openSqliteStore({ file, clock: new ManualClock(), isOnlyServer });
      const answer = await leases.holdSweep(node, 0, 10_000);
      await engine.close();
      return answer;
    };
    expect(await held('killed', true)).toBe(true);
    expect(await held('command')).toBe(false);
    expect(await held('next', true)).toBe(true);
  });
});
