import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { keep } from '../e2e/support/people/secrets.js';
import { Api, setUp } from '../e2e/support/processes/api.js';
import { embeddedSite, type Site } from '../e2e/support/processes/pairs.js';
import { type Server, StartFailed } from '../e2e/support/processes/server.js';
import { boundedUntil } from './support/bounded.js';
import { eventually } from './support/eventually.js';
import { SmallDisk } from './support/small-disk.js';

const PAGE = 4_096;

describe('an embedded store whose file or disk fails', () => {
  let site: Site;
  let first: Server;
  beforeAll(async () => {
    site = await embeddedSite();
    first = await site.start();
  });
  afterAll(() => site?.clear());

  const fileOf = () => join(site.env.DATA_DIR ?? '', 'coffer.db');

  function damage(table: string): void {
    const db = new DatabaseSync(fileOf());
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const { rootpage } = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table) ?? {};
    db.close();
    const handle = openSync(fileOf(), 'r+');
    writeSync(handle, Buffer.alloc(PAGE, 0xff), 0, PAGE, (Number(rootpage) - 1) * PAGE);
    closeSync(handle);
  }

  it('says that it is damaged, logs the cause, and is not ready [R89]', async () => {
    const admin = await setUp(first);
    const { body } = await keep(admin, 'a/one');
    await first.stop();
    damage('secrets');
    const again = await site.start();
    const api = (await Api.of(again)).withoutPatience().as(admin.token);
    const answer = await boundedUntil(() => api.get(`/secrets/${body.id}`), 'store_damaged');
    expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([503, 'store_damaged', undefined]);
    await eventually(async () => {
      const ready = await api.get('./health/ready');
      expect([ready.status, ready.body.parts.store]).toEqual([503, 'down']);
    });
    await eventually(() => expect(again.output()).toContain('a read failed: database disk image is malformed'));
    await again.stop();
  });

  it('does not start on another file, and names the file and the cause', async () => {
    await first.stop();
    for (const log of ['-wal', '-shm']) rmSync(`${fileOf()}${log}`, { force: true });
    writeFileSync(fileOf(), 'x'.repeat(8_192));
    const failed = await site.start().catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(StartFailed);
    expect((failed as StartFailed).stderr).toBe(
      'coffer: DATA_DIR/coffer.db does not open: file is not a database. The file is damaged, or it is another one: restore it from a backup.\n',
    );
  });

  it('logs a full disk, is not ready then, and is ready again when there is room', async () => {
    const disk = SmallDisk.mount();
    if (!disk) return;
    let small: Site | undefined;
    try {
      small = await embeddedSite({ DATA_DIR: join(disk.folder, 'data') });
      const server = await small.start();
      const admin = (await setUp(server)).withoutPatience();
      disk.fill();
      await eventually(async () => expect((await admin.get('./health/ready')).status).toBe(503));
      await eventually(() => expect(server.output()).toContain('a write was unavailable: database or disk is full'));
      disk.free();
      await eventually(async () => expect((await admin.get('./health/ready')).status).toBe(200));
      await keep(admin, 'a/after');
    } finally {
      await small?.clear();
      disk.unmount();
    }
  });
});
