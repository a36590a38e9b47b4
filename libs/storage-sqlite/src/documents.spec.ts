import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, PUBLISHED_MEMORY_MS } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { aKeyRing } from '#keys/testing';
import type { StorePorts } from '#storage';
import { openSqliteStore } from './open-store.js';

describe('the memory of who published a document on SQLite', () => {
  const clock = new ManualClock(1_790_000_000_000);
  let folder: string;
  let store: StorePorts;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-documents-'));
    store = await openSqliteStore({ file: join(folder, 'coffer.db'), clock });
  });
  afterAll(async () => {
    await store.engine.close();
    rmSync(folder, { recursive: true });
  });

  it('forgets a publication that is older than 10 minutes when the next one comes', async () => {
    const { rings } = store.rings;
    const ring = aKeyRing();
    const [first, second, third] = [newId(), newId(), newId()];
    await rings.insert(ring, first);
    clock.at += PUBLISHED_MEMORY_MS;
    await rings.replace(ring, 1, second);
    expect(await rings.fence(ring.id, first)).toBe(true);
    clock.at += 1;
    await rings.replace(ring, 3, third);
    expect(await rings.fence(ring.id, first)).toBe(false);
    expect(await rings.fence(ring.id, second)).toBe(true);
    expect(await rings.fence(ring.id, third)).toBe(true);
  });
});
