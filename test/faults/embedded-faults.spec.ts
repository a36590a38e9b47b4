import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { must } from '../e2e/support/accounts.js';
import { PASSWORD } from '../e2e/support/api.js';
import { embeddedSite } from '../e2e/support/pairs.js';
import { newPath, secretOf } from './boundaries/secrets.js';
import { bounded } from './support/bounded.js';
import { eventually } from './support/eventually.js';
import { valueOf } from './support/kept-secrets.js';
import { ROUNDS } from './support/rounds.js';
import { SmallDisk } from './support/small-disk.js';
import { Trial } from './support/trial.js';
import { Writers } from './support/writers.js';

const KILLS = 4 * ROUNDS;
const WRITERS = 8;
/** The longest that a process lives on after its writers are under way, in milliseconds. */
const LONGEST_LIFE_MS = 300;

describe('the embedded pair under faults', () => {
  let trial: Trial;
  const begin = async (env: Record<string, string> = {}) => {
    trial = await Trial.open('embedded faults', () => embeddedSite(env));
    await trial.start();
    await trial.enter('root_admin', PASSWORD);
  };
  afterEach(() => trial?.end(), 60_000);

  const writers = () => new Writers(() => ({ url: trial.admin.url, token: trial.admin.token }), trial.kept, WRITERS);

  /** Nothing can be written: changes and reads, which are audited, are refused, and health says why. */
  async function expectRefused(): Promise<void> {
    const { id } = await secretOf(trial.admin, trial.kept).catch(() => ({ id: '' }));
    expect(id).toBe('');
    const path = newPath();
    const created = await bounded(() => trial.admin.post('/secrets', { path, value: valueOf(path, 1) }));
    expect(created.status).toBe(503);
    const listed = await bounded(() => trial.admin.get('/secrets'));
    expect(listed.status).toBe(503);
    const alive = await bounded(() => trial.admin.as(null).get('./health'));
    expect(alive.status).toBe(200);
    const ready = await bounded(() => trial.admin.as(null).get('./health/ready'));
    expect({ status: ready.status, store: ready.body.parts.store }).toEqual({ status: 503, store: 'down' });
    trial.figures.failedRequests += 3;
  }

  async function expectRecovered(): Promise<void> {
    await eventually(async () => expect((await trial.admin.as(null).get('./health/ready')).status).toBe(200));
    await secretOf(trial.admin, trial.kept);
    await trial.expectNothingLost();
  }

  it(
    'loses nothing acknowledged and no audit record when it is killed at any moment, again and again [R68]',
    async () => {
      await begin();
      const load = writers();
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const before = load.acknowledged;
        await eventually(() => expect(load.acknowledged).toBeGreaterThan(before + 25));
        await pause(Math.random() * LONGEST_LIFE_MS);
        await trial.server.kill();
        trial.died(0);
        await trial.start();
      }
      await load.stop();
      trial.figures.failedRequests += load.failed;
      expect(load.unexpected).toEqual([]);
      await trial.expectNothingLost();
    },
    60_000 * (ROUNDS + 1),
  );

  it('refuses everything in bounded time while another process holds the database, and recovers alone [R89]', async () => {
    await begin();
    await secretOf(trial.admin, trial.kept);
    const other = new DatabaseSync(join(trial.site.env.DATA_DIR ?? '', 'coffer.db'));
    other.exec('BEGIN IMMEDIATE');
    await expectRefused();
    other.exec('ROLLBACK');
    other.close();
    await expectRecovered();
  }, 60_000);

  it('keeps nothing it refused while its files may not grow, and recovers alone [R93]', async () => {
    await begin();
    await secretOf(trial.admin, trial.kept);
    const limit = (bytes: string) =>
      execFileSync('prlimit', ['--pid', String(trial.server.server.process.pid), `--fsize=${bytes}:`]);
    limit('0');
    await expectRefused();
    limit('unlimited');
    await expectRecovered();
  }, 60_000);

  const disk = SmallDisk.mount();
  (disk ? it : it.skip)(
    'loses nothing acknowledged when its disk fills up under load, and recovers alone [R93]',
    async () => {
      if (!disk) return;
      try {
        await begin({ DATA_DIR: join(disk.folder, 'data') });
        const load = writers();
        await eventually(() => expect(load.acknowledged).toBeGreaterThan(25));
        const failed = load.failed;
        disk.fill();
        await eventually(() => expect(load.failed).toBeGreaterThan(failed + WRITERS));
        await load.stop();
        expect(load.unexpected).toEqual([]);
        trial.figures.failedRequests += load.failed;
        await expectRefused();
        disk.free();
        await expectRecovered();
      } finally {
        disk.unmount();
      }
    },
    60_000,
  );
});
