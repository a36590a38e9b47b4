import { ManualClock } from '../testing/manual-clock.js';
import { type Room, StoreRoom } from './store-room.js';

const RESERVE = 800;

describe('the room of a store [R101]', () => {
  const clock = new ManualClock();
  let free: number | null = 10_000;
  const changes: Room[] = [];
  const freeBytes = async () => {
    if (free === -1) throw new Error('the disk does not answer');
    return free;
  };
  const room = new StoreRoom({ freeBytes }, clock, RESERVE, (state) => changes.push(state));

  afterAll(() => room.stop());

  it('follows the free bytes within a second, both ways, and tells each change once', async () => {
    await room.start();
    for (const [now, state, isShort] of [
      [3_200, 'ample', false],
      [3_199, 'low', false],
      [800, 'low', false],
      [799, 'reserve', true],
      [100, 'reserve', true],
      [99, 'last', true],
      [0, 'last', true],
      [10_000, 'ample', false],
    ] as const) {
      free = now;
      await clock.advance(1_000);
      expect([room.state, room.isShort]).toEqual([state, isShort]);
    }
    expect(changes).toEqual(['low', 'reserve', 'last', 'ample']);
  });

  it('stays as it was while the store cannot tell', async () => {
    free = 10;
    await clock.advance(1_000);
    for (free of [null, -1]) {
      await clock.advance(2_000);
      expect(room.state).toBe('last');
    }
  });

  it('is ample without a reserve', async () => {
    const off = new StoreRoom({ freeBytes: async () => 0 }, clock, 0);
    await off.start();
    expect(off.state).toBe('ample');
  });
});
