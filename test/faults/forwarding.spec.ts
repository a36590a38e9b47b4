import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '#kernel';
import { type Answer, Api, setUp } from '../e2e/support/processes/api.js';
import { linkAddress } from '../e2e/support/processes/link-address.js';
import { productionSite, type Site } from '../e2e/support/processes/pairs.js';
import { withoutRepeats } from '../e2e/support/processes/patience.js';
import { describeWithEngines } from '../engines/engines.js';
import type { Fault } from './program/fault.js';
import { eventually } from './support/eventually.js';
import { FaultyServer } from './support/faulty-server.js';
import { valueAt } from './support/kept-secrets.js';
import { Trail } from './support/trail.js';
import { decided, Undecided } from './support/undecided.js';

/** Requests on each node at the same time as the one that meets the fault. */
const BESIDE = 6;
/** Milliseconds until a killed node's place is free, and the first sweep after that. A busy machine takes longer. */
const PLACE_WITHIN_MS = 120_000;
/** Milliseconds in which a fault strikes once the change is answered that meets it. */
const STRIKES_WITHIN_MS = 5_000;

interface Node {
  readonly server: FaultyServer;
  readonly api: Api;
  readonly address: string;
}

describeWithEngines('two nodes of which one appends the audit of both [R150]', () => {
  let site: Site;
  let appender: Node;
  let follower: Node;
  let token: string | null;

  beforeAll(async () => {
    site = await productionSite();
    const address = await linkAddress();
    const server = await FaultyServer.start(site, { NODE_ADDRESS: address });
    const api = await setUp(server.server);
    token = api.token;
    appender = { server, api, address };
    follower = await aFollower();
  });
  afterAll(() => site?.clear());

  /** Once: a request that is repeated after a 503 may have two intents, of which the first one failed. */
  const put = (node: Node, path: string): Promise<Answer | null> =>
    withoutRepeats(() => node.api.post('/secrets', { path, value: valueAt(path, 1) }, { 'user-agent': path })).catch(
      () => null,
    );

  /** Starts a node for which the other one appends. */
  async function aFollower(): Promise<Node> {
    const address = await linkAddress();
    const server = await FaultyServer.start(site, { NODE_ADDRESS: address });
    return { server, api: (await Api.of(server.server)).as(token), address };
  }

  /** Whether another node appends for this one. */
  async function isFollower(node: Node): Promise<boolean> {
    const { server } = node;
    await server.arm({ at: 'NodeLink.forward', when: 'after', how: 'pass', with: ['probe/'] });
    const probe = put(node, `probe/${newId()}`);
    const met = await Promise.race([server.struck().then(() => true), probe.then(() => false)]);
    await Promise.all([probe, server.release()]);
    return met;
  }

  /**
   * Waits until one node appends for the other. After a kill either may get the place, and a slow machine may have made a
   * node avoid the other for a while.
   */
  const forwards = (): Promise<void> =>
    eventually(
      async () => {
        if (await isFollower(follower)) return;
        [appender, follower] = [follower, appender];
        expect(await isFollower(follower)).toBe(true);
      },
      PLACE_WITHIN_MS,
      500,
    );

  /** Thaws the node that met a fault, or lets the other one append and a new one forward to it. */
  async function goOn(node: Node): Promise<void> {
    if (!node.server.isOver) return node.server.thaw();
    if (node === appender) appender = follower;
    follower = await aFollower();
  }

  /** One change on the follower that meets the fault, and others on both nodes. Resolves when it is answered. */
  const changesMeet = (on: () => Node, fault: Omit<Fault, 'with'>) =>
    decided(async () => {
      await forwards();
      const path = `met/${newId()}`;
      const node = on();
      const { server } = node;
      await server.arm({ ...fault, with: ['secret:write', 'allowed', path] });
      const met = put(follower, path);
      const beside = Array.from({ length: 2 * BESIDE }, (_, at) => `beside/${newId()}-${at}`);
      const others = beside.map(async (each, at) => {
        const answer = await put(at % 2 ? follower : appender, each);
        return { path: each, status: answer?.status ?? null };
      });
      const event = fault.how === 'kill' ? server.died() : server.frozen();
      const status = (await met)?.status ?? null;
      const struck = await Promise.race([event.then(() => true), pause(STRIKES_WITHIN_MS, false)]);
      if (!struck) {
        await server.disarm();
        throw new Undecided('the machine was too slow: the change was not forwarded');
      }
      if (status === 503) {
        await goOn(node);
        throw new Undecided('the machine was too slow: the intent was not durable in 2 s');
      }
      return { node, path, status, others: Promise.all(others) };
    });

  /** No number is missing, each intent has one outcome, and who was told of a success finds it and its record. */
  async function expectSound(node: Node, answers: readonly { path: string; status: number | null }[]): Promise<Trail> {
    const trail = await Trail.settled(node.api);
    trail.expectWhole();
    for (const { path, status } of answers) {
      if (status === 201) expect([path, ...trail.of(path).outcomes]).toEqual([path, 'succeeded']);
    }
    return trail;
  }

  it.each(['before', 'after'] as const)(
    'write each record once when the appender is frozen %s it writes them, and wakes up later [R68]',
    async (when) => {
      const { node, path, status, others } = await changesMeet(() => appender, {
        at: 'AuditLog.append',
        when,
        how: 'stop',
      });
      await goOn(node);
      expect(status).toBe(201);
      const trail = await expectSound(follower, await others);
      expect(trail.of(path).outcomes).toEqual(['succeeded']);
      await eventually(async () => expect((await put(appender, `later/${newId()}`))?.status).toBe(201));
    },
  );

  it.each(['before', 'after'] as const)(
    'write each record once when the appender is killed %s it writes them, and the other node goes on [R68]',
    async (when) => {
      const { node, path, status, others } = await changesMeet(() => appender, {
        at: 'AuditLog.append',
        when,
        how: 'kill',
      });
      expect(status).toBe(201);
      const trail = await expectSound(follower, await others);
      expect(trail.of(path).outcomes).toEqual(['succeeded']);
      await goOn(node);
    },
  );

  it.each(['before', 'after'] as const)(
    'settle what a node left open that is killed %s its intent is appended for it [R69]',
    async (when) => {
      const { node, path, status, others } = await changesMeet(() => follower, {
        at: 'NodeLink.forward',
        when,
        how: 'kill',
      });
      expect(status).toBeNull();
      const trail = await expectSound(appender, await others);
      expect(trail.outcomesOf(path)).toEqual(when === 'before' ? [] : ['failed']);
      await goOn(node);
    },
  );

  it('let a command with the same NODE_ADDRESS run beside them', async () => {
    const ended = await site.run(['users', 'unlock', 'root_admin'], { NODE_ADDRESS: follower.address });
    expect({ code: ended.code, complained: ended.complained }).toEqual({ code: 0, complained: [] });
    await expectSound(appender, []);
  });
});
