import { setTimeout as pause } from 'node:timers/promises';
import { sealed } from '../../e2e/support/people/entries.js';
import { type Api, PASSWORD, setUp } from '../../e2e/support/processes/api.js';
import { embeddedSite } from '../../e2e/support/processes/pairs.js';
import { scratchFolder, startCoffer } from '../contestants/coffer.js';
import { columns, verdict } from '../table.js';
import { VALUE } from '../workload.js';
import { flatness } from './flatness.js';
import { GAUGED, READINGS, type Reading, read, removeGauge } from './gauge.js';

/** Readings in all, whatever the time. */
const READINGS_WANTED = 90;
/** Workers, each of which does one thing after the other: about a third of what a core does. */
const WORKERS = 4;
const PAUSE_MS = 10;

/** Everything that people do, in turn, for some minutes; what the server holds must not grow with time. */
export async function soak(minutes: number, say: (line: string) => void): Promise<string> {
  const folder = scratchFolder();
  const site = await embeddedSite({ ARGON2_MEMORY_KIB: '19456', ARGON2_ITERATIONS: '2' });
  const server = await startCoffer(site, folder.path, GAUGED);
  const pid = server.pid ?? 0;
  try {
    const admin = await setUp(server);
    const end = performance.now() + minutes * 60_000;
    const readings: Reading[] = [];
    const count = { done: 0 };
    const workers = Array.from({ length: WORKERS }, (_, n) => work(admin, n, end, count));
    while (performance.now() < end) {
      await pause(Math.max(1_100, (minutes * 60_000) / READINGS_WANTED));
      readings.push(read(pid, site));
      if (readings.length % 6 === 1) say(lineOf(readings.at(-1) as Reading, count.done));
    }
    await Promise.all(workers);
    return report(readings, minutes, count.done);
  } finally {
    await server.stop();
    removeGauge(pid);
    await site.clear();
    folder.remove();
  }
}

/** The same few objects again and again: what grows is what the server does not let go, and the audit. */
async function work(admin: Api, worker: number, end: number, count: { done: number }): Promise<void> {
  const { body } = await must(admin.post('/secrets', { path: `soak/worker-${worker}`, value: VALUE }));
  const secret = `/secrets/${body.id}`;
  const tasks: (() => Promise<unknown>)[] = [
    () => must(admin.get(`${secret}/reveal`)),
    () => must(admin.put(`${secret}/rotate`, { value: `${VALUE} ${count.done}` })),
    () => must(admin.get('/secrets?prefix=soak/&limit=50')),
    () => must(admin.get('/audit/logs?limit=50')),
    () => admin.get(`${secret}/reveal?version=99`),
    () => admin.as(null).post('/auth/login', { username: `nobody-${worker}`, password: PASSWORD }),
    () => entry(admin),
    () => session(admin),
  ];
  for (let n = worker; performance.now() < end; n += 1) {
    await tasks[n % tasks.length]?.();
    count.done += 1;
    await pause(PAUSE_MS);
  }
}

async function entry(admin: Api): Promise<void> {
  const { body } = await must(admin.post('/entries', sealed()));
  await must(admin.delete(`/entries/${body.id}`));
}

async function session(admin: Api): Promise<void> {
  const { body } = await must(admin.as(null).post('/auth/login', { username: 'root_admin', password: PASSWORD }));
  await must(admin.as(null).post('/auth/logout', { refresh_token: body.refresh_token }));
}

async function must(asking: ReturnType<Api['get']>): ReturnType<Api['get']> {
  const answer = await asking;
  if (answer.status >= 300) throw new Error(`the soak got ${answer.status} ${answer.text}`);
  return answer;
}

function lineOf(reading: Reading, done: number): string {
  return `${done} requests: ${READINGS.map((figure) => `${figure} ${reading[figure].toFixed(1)}`).join(', ')}`;
}

function report(readings: readonly Reading[], minutes: number, done: number): string {
  const flat = flatness(readings);
  const rows = flat.map(({ figure, middle, last, most }) => [
    figure,
    ...[readings[0]?.[figure] ?? Number.NaN, middle, last, most].map((value) => value.toFixed(1)),
  ]);
  const head = ['', 'first', 'middle third', 'last third', 'at most'];
  const title = `A soak of ${minutes} minutes with ${done} requests (SQLite and the local keyring; medians of each third)`;
  const verdicts = flat.map(({ figure, last, most }) =>
    verdict(`${figure} in the last third`, last, { atMost: Number(most.toFixed(1)) }),
  );
  return [title, '', columns([head, ...rows]), '', ...verdicts, ''].join('\n');
}
