import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuditLog } from '#audit';
import { newId, PartUnavailable, StoreEngine } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { KeyRingStore } from '#keys';
import { aKeyRing } from '#keys/testing';
import { SecretStore } from '#secrets';
import { StorageSqliteModule } from './storage-sqlite.module.js';

describe('StorageSqliteModule', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-module-'));
    file = join(folder, 'coffer.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function start() {
    @Module({ imports: [StorageSqliteModule.forRoot(async () => ({ file, clock: new ManualClock() }))] })
    class Root {}
    return NestFactory.createApplicationContext(Root, { logger: false });
  }

  it('stays open until the application has closed, and then answers nothing', async () => {
    const app = await start();
    const engine = app.get(StoreEngine);
    await engine.check();
    await app.close();
    await expect(engine.check()).rejects.toBeInstanceOf(PartUnavailable);
    await engine.close();
  });

  it('makes its files unreadable for other users of the machine', async () => {
    const app = await start();
    for (const name of ['', '-wal', '-shm']) expect(statSync(file + name).mode & 0o777).toBe(0o600);
    await app.close();
  });

  it('is empty until something is kept, and keeps it across a restart', async () => {
    const ring = aKeyRing();
    const first = await start();
    expect(await first.get(StoreEngine).isEmpty()).toBe(true);
    await first.get(KeyRingStore).rings.insert(ring, newId());
    expect(await first.get(StoreEngine).isEmpty()).toBe(false);
    await first.close();

    const second = await start();
    expect(await second.get(StoreEngine).isEmpty()).toBe(false);
    expect((await second.get(KeyRingStore).rings.load(ring.id))?.value).toEqual(ring);
    expect(await second.get(SecretStore).heads.load(newId())).toBeNull();
    expect(await second.get(AuditLog).head()).toBe(0);
    await second.close();
  });
});
