import { Api, setUp } from '../e2e/support/api.js';
import { describePairs } from '../e2e/support/pairs.js';
import { interruptAll, tellAll, untrue } from './boundaries/interruptions.js';
import { BuiltTree } from './support/built-tree.js';
import { FaultyServer } from './support/faulty-server.js';
import { KeptSecrets } from './support/kept-secrets.js';
import { Trail } from './support/trail.js';

describePairs('a process that sleeps through its lease', (open) => {
  it('x', async () => {
    const built = new BuiltTree();
    const site = await open();
    const kept = new KeptSecrets();
    const t = performance.now();
    const lap = (s: string) => process.stdout.write(`${s} ${Math.round(performance.now() - t)}\n`);
    const server = await FaultyServer.start(site, built);
    const admin = await setUp(server.server);
    const other = site.pair === 'production' ? await site.start() : null;
    lap('started');
    const held = await interruptAll(server, admin, kept);
    lap(`held ${held.length}`);
    await server.freeze();
    let api = admin;
    if (other) {
      api = (await Api.of(other)).as(admin.token);
      const seen = await Trail.settled(api);
      process.stdout.write(
        JSON.stringify(
          held
            .map(({ name, boundary }) => `${name} ${boundary.outcome}: ${seen.of(name).outcomes}`)
            .filter((x) => !/(succeeded|failed): \1$/.test(x)),
        ) + '\n',
      );
    } else await new Promise((resolve) => setTimeout(resolve, 12_000));
    lap('settled');
    const released = server.release();
    server.thaw();
    await released;
    const answers = await Promise.all(held.map(({ answer }) => answer));
    lap('answered');
    const trail = await Trail.settled(api);
    trail.expectWhole();
    const told = await tellAll(held, trail, api);
    lap('told');
    process.stdout.write(
      told.map(({ name, outcomes, landed }, i) => `${name}: ${answers[i]} ${outcomes} ${landed}`).join('\n') + '\n',
    );
    process.stdout.write(`${JSON.stringify(await kept.check(api))}\n`);
    expect(untrue(told)).toEqual([]);
    await site.clear();
    built.remove();
  }, 120_000);
});
