import { PublishedSize } from '#audit';
import { PartUnavailable } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { CheckpointStore, type StoredCheckpoint } from '../../ports/checkpoint.store.js';
import { PublishedCheckpoints } from '../checkpoints/published.js';
import { CheckpointWaits, LONGEST_WAIT_MS, WAITS_IN_ALL, WAITS_OF_ONE } from './checkpoint-waits.js';

/** A checkpoint of so many leaves. Only its size counts here. */
function checkpoint(size: number): StoredCheckpoint {
  return { epoch: 1, origin: 'log', size, root: '', note: '', keys: [], at: 0 };
}

describe('waiting for a checkpoint', () => {
  let clock: ManualClock;
  let newest: () => StoredCheckpoint | null;
  let reads: number;
  let waits: CheckpointWaits;

  beforeEach(() => {
    clock = new ManualClock();
    reads = 0;
    newest = () => null;
    const read = async () => {
      reads += 1;
      return newest();
    };
    const store = Object.assign(Object.create(CheckpointStore.prototype) as CheckpointStore, { newest: read });
    waits = new CheckpointWaits(new PublishedCheckpoints(store, new PublishedSize()), clock);
  });

  const covering = (account: string, size: number, ms = LONGEST_WAIT_MS) => waits.covering(account, size, ms);

  it('is refused to an account of which as many wait as may, and to nobody else', async () => {
    const waiting = Array.from({ length: WAITS_OF_ONE }, () => covering('ann', 5));
    await expect(covering('ann', 5)).rejects.toMatchObject({ code: 'rate_limited' });
    const other = covering('bob', 5);
    expect(waits.size).toBe(WAITS_OF_ONE + 1);
    await clock.drive(Promise.all([...waiting, other]));
    expect(waits.size).toBe(0);
    await clock.drive(covering('ann', 5, 1_000));
  });

  it('is refused to everybody while as many wait as may in all', async () => {
    const waiting = Array.from({ length: WAITS_IN_ALL }, (_, index) => covering(`account ${index}`, 5));
    await expect(covering('one more', 5)).rejects.toMatchObject({ code: 'busy' });
    await clock.drive(Promise.all(waiting));
    expect(waits.size).toBe(0);
  });

  it('ends without one at its time, and after 10 s at the latest', async () => {
    const begun = clock.now();
    expect(await clock.drive(covering('ann', 5, 1_000))).toBeNull();
    expect(clock.now() - begun).toBe(1_000);
    expect(await clock.drive(covering('ann', 5, 1e12))).toBeNull();
    expect(clock.now() - begun).toBe(11_000);
  });

  it('ends with the first checkpoint that covers the size, of each that waits', async () => {
    const sizes = [3, 4, 6].map((size) => covering('ann', size));
    await clock.drive(clock.sleep(300));
    newest = () => checkpoint(4);
    await clock.drive(clock.sleep(300));
    expect(waits.size).toBe(1);
    newest = () => checkpoint(9);
    expect((await clock.drive(Promise.all(sizes))).map((one) => one?.size)).toEqual([4, 4, 9]);
  });

  it('goes on while the store does not answer', async () => {
    newest = () => {
      throw new PartUnavailable('store');
    };
    const one = covering('ann', 1);
    await clock.drive(clock.sleep(2_000));
    newest = () => checkpoint(1);
    expect(await clock.drive(one)).toMatchObject({ size: 1 });
  });

  it('costs one read at a time for all that wait, and none while nobody does', async () => {
    await clock.drive(Promise.all(Array.from({ length: 100 }, (_, index) => covering(`account ${index}`, 5, 1_000))));
    expect(reads).toBeLessThanOrEqual(5);
    reads = 0;
    await clock.drive(clock.sleep(5_000));
    expect(reads).toBeLessThanOrEqual(1);
  });
});
