import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { must } from '../e2e/support/people/accounts.js';
import { PASSWORD } from '../e2e/support/processes/api.js';
import { embeddedSite } from '../e2e/support/processes/pairs.js';
import { aPerson, aPersonWithApp, logIn } from './boundaries/people.js';
import { newPath, secretOf } from './boundaries/secrets.js';
import { bounded, boundedUntil } from './support/bounded.js';
import { eventually } from './support/eventually.js';
import { valueAt } from './support/kept-secrets.js';
import { IS_THOROUGH, ROUNDS } from './support/rounds.js';
import { SmallDisk } from './support/small-disk.js';
import { Trial } from './support/trial.js';
import { Writers } from './support/writers.js';

const KILLS = IS_THOROUGH ? 4 * ROUNDS : 2;
const WRITERS = 8;
/** Milliseconds. A process is killed within this time after its writers have started. */
const LONGEST_LIFE_MS = 300;
/** Milliseconds. About how long a start takes. */
const LONGEST_START_MS = 1_500;

async function enter(trial: Trial): Promise<void> {
  await trial.start();
  await trial.enter('root_admin', PASSWORD);
}

/** Keeps writers busy until `work(writers)` is done. */
async function underLoad(trial: Trial, work: (writers: Writers) => Promise<void>): Promise<void> {
  const writers = new Writers(() => ({ url: trial.admin.url, token: trial.admin.token }), trial.kept, WRITERS);
  try {
    await work(writers);
  } finally {
    await writers.stop();
  }
  trial.figures.failedRequests += writers.failed;
  expect(writers.unexpected).toEqual([]);
}

/** Expects that changes and reads are refused, since no audit record can be written, and that health says why. */
async function expectRefused({ admin, figures }: Trial): Promise<void> {
  const path = newPath();
  const [created, listed, alive] = await Promise.all([
    bounded(() => admin.post('/secrets', { path, value: valueAt(path, 1) })),
    bounded(() => admin.get('/secrets')),
    bounded(() => admin.as(null).get('./health')),
  ]);
  expect([created.status, listed.status, alive.status]).toEqual([503, 503, 200]);
  // Readiness shares an answer for half a second, so an answer from before the fault may come first.
  await eventually(async () => {
    const ready = await bounded(() => admin.as(null).get('./health/ready'));
    expect([ready.status, ready.body.parts.store]).toEqual([503, 'down']);
  });
  figures.failedRequests += 2;
}

async function expectRecovered(trial: Trial): Promise<void> {
  await eventually(async () => expect((await trial.admin.as(null).get('./health/ready')).status).toBe(200));
  await secretOf(trial.admin, trial.kept);
  await trial.expectNothingLost();
}

describe('the embedded pair under faults, beside a mail server that never answers', () => {
  const silent = createServer();
  let trial: Trial;
  beforeAll(async () => {
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const mail = { SMTP_SERVER: '127.0.0.1', SMTP_PORT: String(port), EMAIL_FROM: 'a@example.org' };
    trial = await Trial.open('embedded faults', () => embeddedSite(mail));
  });
  afterAll(async () => {
    await trial?.end();
    silent.close();
  });

  it('finishes a first start, whenever the one before was killed [R64]', async () => {
    const { site } = trial;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const env = { PATH: process.env.PATH, ...site.env, PORT: '0' };
      const child = spawn(process.execPath, ['dist/apps/api/src/main.js'], { env, stdio: 'ignore' });
      await pause(Math.random() * LONGEST_START_MS);
      child.kill('SIGKILL');
      if (child.signalCode === null && child.exitCode === null) await once(child, 'exit');
      // A start that a starved machine made late may have ended by itself before.
      if (child.signalCode !== null) trial.died(0);
    }
    await enter(trial);
    await secretOf(trial.admin, trial.kept);
    await trial.expectNothingLost();
  });

  it('answers in bounded time when it has mail to send, and continues', async () => {
    const { person } = await aPersonWithApp(trial);
    const sends = ['/auth/email/verify/send', '/auth/mfa/recovery-codes', '/auth/email/verify/send'];
    for (const path of sends) must(await boundedUntil(() => person.api.send('post', path)));
    must(await boundedUntil(() => trial.admin.as(null).post('/auth/password/forgot', { username: person.username })));
    expect((await boundedUntil(() => trial.admin.as(null).get('./health/ready'))).status).toBe(200);
    await trial.expectNothingLost();
  });

  it('loses nothing acknowledged and no audit record when it is killed at any moment, again and again [R68]', async () => {
    await underLoad(trial, async (writers) => {
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const before = writers.acknowledged;
        await eventually(() => expect(writers.acknowledged).toBeGreaterThan(before + 25));
        await pause(Math.random() * LONGEST_LIFE_MS);
        await trial.server.kill();
        trial.died(0);
        await trial.start();
      }
    });
    await trial.expectNothingLost();
  });

  it('refuses everything in bounded time while another process locks the database, and recovers by itself [R89]', async () => {
    const other = new DatabaseSync(join(trial.site.env.DATA_DIR ?? '', 'coffer.db'), { timeout: 60_000 });
    other.exec('BEGIN IMMEDIATE');
    try {
      await expectRefused(trial);
    } finally {
      other.close();
    }
    await expectRecovered(trial);
  });

  it('checks no credential if it cannot count the attempt, and recovers by itself [R11] [R83]', async () => {
    const person = await aPerson(trial);
    const logins = [
      () => logIn(trial.admin, person),
      () => logIn(trial.admin, person, {}, `${PASSWORD}-not`),
      () => trial.admin.as(null).post('/auth/login', { username: 'nobody_at_all', password: PASSWORD }),
    ];
    const tries = (...codes: string[]) => Promise.all(logins.map((send) => boundedUntil(send, ...codes)));
    for (const write of ['insert', 'replace']) {
      await trial.server.arm({ at: `LockoutStore.lockouts.${write}`, when: 'before', how: 'fail' });
    }
    for (const { status, body } of await tries('store_unavailable')) {
      expect({ status, code: body.code }).toEqual({ status: 503, code: 'store_unavailable' });
    }
    must(await person.api.get('/auth/me'));
    await trial.server.release();
    expect((await tries()).map(({ status }) => status)).toEqual([200, 401, 401]);
  });

  it('keeps nothing that it refused while its files cannot grow, and recovers by itself [R93]', async () => {
    const { pid } = trial.server.server.process;
    const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
    limit('0');
    await expectRefused(trial);
    limit('unlimited');
    await expectRecovered(trial);
  });
});

describe('the embedded pair on a small disk', () => {
  const disk = SmallDisk.mount();
  let trial: Trial | null = null;
  afterAll(async () => {
    await trial?.end();
    disk?.unmount();
  });

  (disk ? it : it.skip)(
    'loses nothing acknowledged when it fills up under load, and recovers alone [R93]',
    async () => {
      if (!disk) return;
      const filling = await Trial.open('full disk', () => embeddedSite({ DATA_DIR: join(disk.folder, 'data') }));
      trial = filling;
      await enter(filling);
      await underLoad(filling, async (writers) => {
        await eventually(() => expect(writers.acknowledged).toBeGreaterThan(25));
        const { failed } = writers;
        disk.fill();
        await eventually(() => expect(writers.failed).toBeGreaterThan(failed + WRITERS));
      });
      await expectRefused(filling);
      disk.free();
      await expectRecovered(filling);
    },
  );
});
