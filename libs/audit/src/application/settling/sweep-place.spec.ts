import { PartUnavailable } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { MemoryNodeLeases } from '../../testing/memory-audit-log.js';
import { AUDIT_TIMINGS } from '../timings.js';
import { SweepPlace } from './sweep-place.js';

const LEASE = AUDIT_TIMINGS.lease;

describe('the place of the sweeper', () => {
  let clock: ManualClock;
  let leases: MemoryNodeLeases;
  let place: SweepPlace;
  let writes: number;

  beforeEach(() => {
    clock = new ManualClock();
    leases = new MemoryNodeLeases();
    place = new SweepPlace('one', leases, clock, AUDIT_TIMINGS);
    writes = 0;
    const hold = leases.holdSweep.bind(leases);
    leases.holdSweep = async (...asked) => {
      writes += 1;
      return hold(...asked);
    };
  });

  const taken = () => leases.holdSweep('another', clock.now(), clock.now() + LEASE);

  it('is refused while another node has it, and asked for again each time', async () => {
    await taken();
    expect([await place.hold(), await place.hold(), writes]).toEqual([false, false, 3]);
    clock.at += LEASE;
    expect(await place.hold()).toBe(true);
  });

  it('is written once in a third of a lease, however often it is asked for', async () => {
    for (let second = 0; second < 60; second += 1) {
      for (let turn = 0; turn < 10; turn += 1) expect(await place.hold()).toBe(true);
      clock.at += 1_000;
    }
    expect(writes).toBe(15);
  });

  it('is asked for once if several do at the same time', async () => {
    expect(await Promise.all([place.hold(), place.hold(), place.hold()])).toEqual([true, true, true]);
    expect(writes).toBe(1);
  });

  it('leaves two thirds of a lease to who holds it', async () => {
    await place.hold();
    clock.at += Math.floor(LEASE / 3);
    expect(await place.hold()).toBe(true);
    clock.at += Math.floor((LEASE * 2) / 3) - 1;
    expect(await taken()).toBe(false);
  });

  it('is lost by a node that slept for longer than a lease', async () => {
    await place.hold();
    clock.at += LEASE;
    await taken();
    expect(await place.hold()).toBe(false);
  });

  it('is asked for again after a failure, and after the clock was set back', async () => {
    const hold = leases.holdSweep;
    leases.holdSweep = () => Promise.reject(new PartUnavailable('store'));
    await expect(place.hold()).rejects.toBeInstanceOf(PartUnavailable);
    leases.holdSweep = hold;
    expect(await place.hold()).toBe(true);
    clock.at -= 60_000;
    expect([await place.hold(), writes]).toEqual([true, 2]);
  });

  describe('beside a command, which leaves it to servers', () => {
    beforeEach(() => place.leaveToServers());

    it('is never taken: a node that asks for it gets it at once', async () => {
      expect([await place.hold(), writes]).toEqual([true, 0]);
      expect(await taken()).toBe(true);
      clock.at += LEASE / 2;
      expect(await place.hold()).toBe(false);
    });

    it('is free again once its time is over, was given up, or is that of a clock that was far ahead', async () => {
      await taken();
      expect(await place.hold()).toBe(false);
      clock.at += LEASE;
      expect(await place.hold()).toBe(true);
      clock.at += LEASE;
      await taken();
      expect(await place.hold()).toBe(false);
      await leases.release('another');
      expect(await place.hold()).toBe(true);
      clock.at += LEASE;
      const far = clock.now() + 86_400_000;
      await leases.holdSweep('another', far, far + LEASE);
      expect(await place.hold()).toBe(true);
    });

    it('is looked at once in a third of a lease while it is free', async () => {
      let looks = 0;
      const look = leases.sweeper.bind(leases);
      leases.sweeper = async () => {
        looks += 1;
        return look();
      };
      for (let turn = 0; turn < 10; turn += 1) await place.hold();
      expect(looks).toBe(1);
    });
  });
});
