import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuditLog } from '#audit';
import { newId, PartUnavailable, StoreEngine } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { KeyRingStore } from '#keys';
import { aKeyRing } from '#keys/testing';
import { SecretStore } from '#secrets';
import { openSqliteStore } from './open-store.js';
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

  // SQLite removes the log with the last connection of the file.
  const isOpen = () => existsSync(`${file}-wal`);

  it('can be closed when another part keeps the application from coming to be', async () => {
    const store = StorageSqliteModule.forRoot({ file, clock: new ManualClock() });
    await store.close();
    const useFactory = () => Promise.reject(new PartUnavailable('keyring'));
    const other = { provide: 'other', inject: [StoreEngine], useFactory };
    const whole = { module: class Whole {}, imports: [store], providers: [other] };
    const made = NestFactory.createApplicationContext(whole, { logger: false, abortOnError: false });
    await expect(made).rejects.toThrow(PartUnavailable);
    expect(isOpen()).toBe(true);
    await store.close();
    expect(isOpen()).toBe(false);
    await store.close();
  });

  it('is closed if it cannot be prepared for its only server', async () => {
    await (await start()).close();
    const db = new DatabaseSync(file);
    db.exec("INSERT INTO sweep_place (id, node, until) VALUES (1, 'killed', 1)");
    db.exec("CREATE TRIGGER refusal BEFORE DELETE ON sweep_place BEGIN SELECT RAISE(ABORT, 'it stays'); END");
    db.close();
    await expect(openSqliteStore({ file, clock: new ManualClock(), isOnlyServer: true })).rejects.toThrow('it stays');
    expect(isOpen()).toBe(false);
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
