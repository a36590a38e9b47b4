import { OutcomeUnknown, PartUnavailable } from '#kernel';
import { openCheckpoint } from '../../domain/notes/checkpoint.js';
import { splitNote } from '../../domain/notes/note.js';
import { parseVkey } from '../../domain/notes/note-key.js';
import { onNewSite, type ProofNode, type ProofSite } from '../../testing/index.js';

const KEYRING = () => new PartUnavailable('keyring');
const STORE = () => new PartUnavailable('store');

describe('the rounds of checkpoints', () => {
  let site: ProofSite;
  let node: ProofNode;

  onNewSite((...made) => {
    [site, node] = made;
  });

  const round = (by: ProofNode = node) => by.clock.drive(by.rounds.round());
  const sizes = () => site.sizes();
  const newest = () => site.store.newest('signed');

  it('never sign an empty log', async () => {
    await round();
    expect([site.signed, await newest(), site.head.stored]).toEqual([[], null, null]);
  });

  it('make the key, the head and a checkpoint that verifies with the published key', async () => {
    await node.write(3);
    await round();
    const checkpoint = await newest();
    expect(checkpoint).toMatchObject({
      epoch: 1,
      origin: 'coffer.example.com/audit',
      size: 3,
      root: await site.rootOf(3),
    });
    const keys = (checkpoint?.keys ?? []).map(({ vkey }) => parseVkey(vkey));
    expect(openCheckpoint(checkpoint?.note ?? '', keys).checkpoint.size).toBe(3);
    expect(checkpoint?.keys.map(({ state }) => state)).toEqual(['active']);
    expect(node.size.value).toBe(3);
    expect((await site.head.read())?.head).toMatchObject({ size: 3, root: checkpoint?.root });
  });

  it('sign nothing twice, and leave the keyring alone while nothing is new', async () => {
    await node.write();
    await round();
    let calls = 0;
    site.head.before = () => void calls++;
    await round();
    await round();
    expect([sizes(), calls]).toEqual([[1], 0]);
  });

  it('keep a checkpoint an hour', async () => {
    for (let minutes = 0; minutes < 150; minutes += 30) {
      await node.write();
      await round();
      node.clock.at += 30 * 60_000;
    }
    expect((await site.store.kept(null, 10)).map(({ size }) => size)).toEqual([1, 3, 5]);
  });

  it('tell listeners of what was published', async () => {
    const told: number[] = [];
    node.rounds.listen(({ size }) => told.push(size));
    await node.write(2);
    await round();
    await node.write(600);
    await round();
    expect(told).toEqual([2, 602]);
    expect(await site.tiles.count(0)).toBe(2);
  });

  it('sign with each key until its overlap ends', async () => {
    await node.write();
    await round();
    await site.signer.add(2);
    const [one, two] = await site.signer.keys();
    const until = node.clock.now() + 1_000;
    const keys = [one, two].map((key, at) => ({
      ...{ version: at + 1, publicKey: key?.publicKey.toString('base64') ?? '' },
      until: at === 0 ? until : null,
    }));
    const known = await site.head.read();
    if (known) await site.head.advance({ ...known.head, keys }, known.revision);
    await node.write();
    await round();
    const both = await newest();
    expect([splitNote(both?.note ?? '').signatures.length, both?.keys.map(({ state }) => state)]).toEqual([
      2,
      ['retiring', 'active'],
    ]);
    node.clock.at = until;
    await node.write();
    await round();
    const last = await newest();
    expect([splitNote(last?.note ?? '').signatures.length, last?.keys.map(({ state }) => state)]).toEqual([
      1,
      ['retired', 'active'],
    ]);
  });

  describe('that end after a step', () => {
    /** The node is killed in its round. Another process goes on. */
    async function killedAt(step: () => void): Promise<ProofNode> {
      await node.write(300);
      step();
      await round();
      site.head.before = site.head.after = site.signer.before = () => {};
      Reflect.deleteProperty(site.store, 'publish');
      const next = await site.node(node.clock);
      await node.runtime.stop();
      return next;
    }

    it('make the tiles again, byte for byte, if the head was not moved', async () => {
      const next = await killedAt(() => {
        site.head.before = (call) => {
          if (call === 'advance') throw KEYRING();
        };
      });
      expect([await site.tiles.count(0), site.signed, site.head.stored]).toEqual([1, [], null]);
      await next.write();
      await round(next);
      expect(sizes()).toEqual([301]);
    });

    it.each([
      ['the same size', 0, [300]],
      ['a larger one', 5, [305]],
    ])('sign %s if the head was moved and nothing was signed', async (_, more, expected) => {
      const next = await killedAt(() => {
        site.signer.before = (call) => {
          if (call === 'sign') throw KEYRING();
        };
      });
      expect([(await site.head.read())?.head.size, site.signed]).toEqual([300, []]);
      await next.write(more);
      await round(next);
      expect(sizes()).toEqual(expected);
    });

    it('read a head back whose answer was lost, and sign if it is theirs', async () => {
      await node.write();
      site.head.after = (call) => {
        if (call === 'advance') throw new OutcomeUnknown();
      };
      await round();
      expect([sizes(), (await newest())?.size]).toEqual([[1], 1]);
    });

    it('sign nothing if the answer was lost and the head is that of another node', async () => {
      await node.write();
      site.head.before = async (call) => {
        if (call !== 'advance') return;
        site.head.before = () => {};
        const [key] = await site.signer.keys();
        const keys = [{ version: 1, publicKey: key?.publicKey.toString('base64') ?? '', until: null }];
        await site.head.advance({ epoch: 1, origin: 'another', size: 0, root: await site.rootOf(0), keys }, 0);
        throw new OutcomeUnknown();
      };
      await round();
      expect(site.signed).toEqual([]);
      await round();
      expect(site.signed.map((line) => line.split(' ').slice(0, 2))).toEqual([['another', '1']]);
    });

    it('sign the same again if the checkpoint was not stored', async () => {
      const next = await killedAt(() => {
        site.store.publish = async () => {
          throw STORE();
        };
      });
      expect([sizes(), await newest()]).toEqual([[300], null]);
      await round(next);
      expect(new Set(site.signed).size).toBe(1);
      expect((await newest())?.size).toBe(300);
    });
  });

  it('let one of two nodes sign that hold the place for a moment [R115]', async () => {
    const other = await site.node(node.clock);
    site.leases.holdSweep = async () => true;
    for (let turn = 0; turn < 20; turn++) {
      await Promise.all([node.write(turn * 7 + 1), other.write(3)]);
      await node.clock.drive(Promise.all([node.rounds.round(), other.rounds.round()]));
    }
    await round();
    expect((await newest())?.size).toBe(site.log.all().length);
    expect(new Set(site.signed).size).toBe(new Set(sizes()).size);
  });

  it('do no harm on a node that slept after it moved the head [R115]', async () => {
    const other = await site.node(node.clock);
    await node.write(10);
    const awake = Promise.withResolvers<void>();
    site.signer.before = (call) => (call === 'sign' ? awake.promise : undefined);
    const slept = node.rounds.round();
    await node.clock.advance(0);
    site.signer.before = () => {};
    site.leases.holdSweep = async () => true;
    await other.write(20);
    await round(other);
    awake.resolve();
    await node.clock.drive(slept);
    expect(sizes().sort()).toEqual([10, 30]);
    expect((await newest())?.size).toBe(30);
  });

  it('belong to the node that holds the place; another one sees what is published', async () => {
    await node.write();
    await round();
    const other = await site.node(node.clock);
    await other.write(4);
    await round(other);
    expect([sizes(), other.size.value]).toEqual([[1], 1]);
    await round();
    await round(other);
    expect([sizes(), other.size.value]).toEqual([[1, 5], 5]);
  });

  it('need no right clock', async () => {
    await node.write();
    await round();
    site.leases.holdSweep = async () => true;
    const old = await site.node();
    old.clock.at -= 400 * 86_400_000;
    await old.write();
    await round(old);
    await node.write();
    await round();
    expect(sizes()).toEqual([1, 2, 3]);
  });

  it('alarm once when records wait for a minute, never stop a request, and catch up in one round', async () => {
    site.head.before = () => {
      throw KEYRING();
    };
    node.rounds.start();
    await node.write(2);
    await node.clock.advance(60_000);
    expect([node.alarms, node.watch.state]).toEqual([[], 'current']);
    await node.write(400);
    await node.clock.advance(60_000);
    expect(node.alarms).toEqual(['records of the audit wait for a checkpoint for more than a minute']);
    expect(node.watch.state).toBe('late');
    site.head.before = () => {};
    await node.clock.advance(2_000);
    expect([sizes(), node.watch.state]).toEqual([[402], 'current']);
    await node.clock.drive(node.rounds.finish());
  });

  it('make a last one at a stop, for the records that came since', async () => {
    node.rounds.start();
    node.runtime.beforeRelease(() => node.rounds.finish());
    await node.write(5);
    await node.clock.drive(node.runtime.stop());
    expect([sizes(), (await newest())?.size]).toEqual([[5], 5]);
  });

  it('end at a stop also if the keyring hangs', async () => {
    site.head.before = () => new Promise(() => {});
    node.rounds.start();
    node.runtime.beforeRelease(() => node.rounds.finish());
    await node.write(5);
    await node.clock.drive(node.runtime.stop(), 3_000);
    expect(site.signed).toEqual([]);
  });

  it('are not made when the operator turned them off', async () => {
    site.everyMs = null;
    const off = await site.node(node.clock);
    off.rounds.start();
    await off.write();
    await off.clock.advance(600_000);
    await off.clock.drive(off.rounds.finish());
    expect([off.watch.state, site.signed, off.clock.timers >= 0]).toEqual(['off', [], true]);
  });
});
