import type { AuditNode } from '../../testing/audit-node.js';
import { LinkedNodes } from '../../testing/linked-nodes.js';

describe('a node whose appender says what is false', () => {
  let stage: LinkedNodes;
  let clock: LinkedNodes['clock'];
  let network: LinkedNodes['network'];
  let follower: AuditNode;

  beforeEach(async () => {
    stage = new LinkedNodes();
    ({ clock, network } = stage);
    [, follower] = await stage.startPair();
    await clock.drive(stage.read(follower, 'before'));
  });
  afterEach(() => stage.end());

  const lose = (): void => {
    network.before = () => {
      throw new Error('connection refused');
    };
  };

  it.each([
    ['end at the highest number', () => ({ last: Number.MAX_SAFE_INTEGER })],
    ['are more than a batch', ({ first }: { first: number }) => ({ last: first + 256 })],
    ['are fewer than were sent', ({ first }: { first: number }) => ({ last: first + 1 })],
    ['begin at a number that was taken before', () => ({ first: 1, last: 3 })],
  ])('believes no numbers that %s, and finds its records', async (_, alter) => {
    network.alter = alter;
    await clock.drive(Promise.all([...'abc'].map((name) => stage.read(follower, name))));
    network.alter = undefined;
    const before = network.arrived.length;
    await clock.drive(stage.read(follower, 'd'));
    expect(network.arrived.length).toBe(before + 1);
    expect(network.arrived.at(-1)?.head).toBe(4);
    lose();
    await clock.drive(stage.read(follower, 'e'));
    stage.expectReads('before', ...'abcde');
  });

  it('appends by itself for a while, when records are refused since the appender has hardly any room', async () => {
    network.alter = () => ({ room: 1, pause: 100 });
    const names = (name: string) => Array.from({ length: 300 }, (_, at) => `${name}-${at}`);
    const outcomes = async (all: readonly string[]) => {
      const reads = Promise.allSettled(all.map((name) => stage.read(follower, name)));
      return (await clock.drive(reads)).map(({ status }) => status);
    };
    expect(await outcomes(names('early'))).toContain('rejected');
    const before = network.arrived.length;
    for (const name of ['b', 'c']) {
      expect(new Set(await outcomes(names(name)))).toEqual(new Set(['fulfilled']));
      await clock.advance(1_500);
    }
    expect(network.arrived.length).toBe(before);
    expect(follower.alarms).toEqual([
      'the node at appender:1 does not append for this one, which now does that itself',
    ]);
  });

  describe('and that believes in numbers which do not exist', () => {
    beforeEach(async () => {
      network.alter = ({ first, last }) => ({ first: first + 1_000, last: last + 1_000 });
      await clock.drive(stage.read(follower, 'a'));
      network.alter = undefined;
    });

    it('appends by itself all the same', async () => {
      lose();
      await clock.drive(Promise.all([...'bcd'].map((name) => stage.read(follower, name))));
      stage.expectReads('before', ...'abcd');
    });

    it('forwards all the same, and writes each record once [R68]', async () => {
      await clock.drive(Promise.all([...'bcd'].map((name) => stage.read(follower, name))));
      const before = network.arrived.length;
      await clock.drive(stage.read(follower, 'e'));
      expect(network.arrived.length).toBe(before + 1);
      stage.expectReads('before', ...'abcde');
    });
  });
});
