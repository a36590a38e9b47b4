import type { Api } from '../e2e/support/api.js';
import { setUp } from '../e2e/support/api.js';
import { Api as ApiClient } from '../e2e/support/api.js';
import { describePairs, type Site } from '../e2e/support/pairs.js';
import { type Interruption, interruptAll, tellAll, untrue } from './boundaries/interruptions.js';
import { BuiltTree } from './support/built-tree.js';
import { FaultyServer } from './support/faulty-server.js';
import { Figures } from './support/figures.js';
import { KeptSecrets } from './support/kept-secrets.js';
import { Trail } from './support/trail.js';

describePairs('a process that is killed', (open) => {
  it('', async () => {
    const built = new BuiltTree();
    const site = await open();
    const kept = new KeptSecrets();
    const t = performance.now();
    const lap = (s: string) => process.stdout.write(`${s} ${Math.round(performance.now() - t)}\n`);
    const server = await FaultyServer.start(site, built);
    lap('started');
    const admin = await setUp(server.server);
    const held = await interruptAll(server, admin, kept);
    lap(`held ${held.length}`);
    await server.kill();
    for (const one of held) expect(await one.answer).toBe(null);
    const next = await FaultyServer.start(site, built);
    lap('restarted');
    const api = (await ApiClient.of(next.server)).as(admin.token);
    process.stdout.write(`${JSON.stringify(await kept.check(api))}\n`);
    lap('checked');
    const trail = await Trail.settled(api);
    lap('settled');
    trail.expectWhole();
    const told = await tellAll(held, trail, api);
    lap('told');
    expect(untrue(told)).toEqual([]);
    expect(told.map(({ name, outcomes }) => `${name} ${outcomes}`)).toEqual(
      held.map(({ name, boundary }) => `${name} ${boundary.outcome}`),
    );
    for (const { attempt, boundary, name } of held) {
      if (boundary.outcome === 'failed' && attempt.again) {
        const { status, text } = await attempt.again(api);
        expect(`${name} ${status < 300 ? 'works' : text}`).toBe(`${name} works`);
      }
    }
    lap('again');
    await site.clear();
    built.remove();
  }, 120_000);
});
