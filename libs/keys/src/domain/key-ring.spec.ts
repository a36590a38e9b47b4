import {
  activate,
  activeVersion,
  describeRing,
  destroy,
  destroyedBelow,
  isListed,
  retire,
  shredded,
} from './key-ring.js';

const statesOf = (ring: ReturnType<typeof describeRing>) =>
  ring.versions.map(({ version, state }) => `${version} ${state}`);
const RING = describeRing('user:1', [1], 5);

describe('the descriptor of a ring', () => {
  it('refuses to activate a version that is not newer than all that it lists', () => {
    expect(() => activate(RING, [1], 9)).toThrow(RangeError);
    expect(() => activate(activate(RING, [1, 2], 9), [1, 2], 9)).toThrow(RangeError);
  });

  it('has one active version, the newest, and says when it became active', () => {
    const two = activate(RING, [1, 2], 9);
    expect(statesOf(two)).toEqual(['1 retiring', '2 active']);
    expect(two).toMatchObject({ epoch: 2, versions: [{ createdAt: 5 }, { createdAt: 9, retiredAt: null }] });
    expect(activeVersion(activate(two, [1, 2, 3], 10))).toBe(3);
  });

  it('adopts versions that only the keyring held, the older ones as retiring', () => {
    expect(statesOf(activate(RING, [1, 2, 3, 4], 9))).toEqual(['1 retiring', '2 retiring', '3 retiring', '4 active']);
    expect(isListed(activate(RING, [1, 2, 3], 9), 2)).toBe(true);
  });

  it('never activates a retired or destroyed version again', () => {
    const gone = destroy(retire(activate(RING, [1, 2], 9), 2, 10), 2);
    expect(statesOf(activate(gone, [2, 3], 11))).toEqual(['1 destroyed', '2 retiring', '3 active']);
  });

  it('retires the retiring versions below a version, and no others', () => {
    const three = activate(activate(RING, [1, 2], 9), [1, 2, 3], 10);
    const retired = retire(three, 2, 20);
    expect(statesOf(retired)).toEqual(['1 retired', '2 retiring', '3 active']);
    expect(retired).toMatchObject({
      epoch: 4,
      versions: [{ retiredAt: 20 }, { retiredAt: null }, { retiredAt: null }],
    });
    expect(retire(retired, 2, 30)).toBe(retired);
  });

  it('destroys the retired versions below a version, and no others', () => {
    const three = activate(activate(RING, [1, 2], 9), [1, 2, 3], 10);
    expect(destroy(three, 3)).toBe(three);
    const destroyed = destroy(retire(three, 2, 20), 3);
    expect(statesOf(destroyed)).toEqual(['1 destroyed', '2 retiring', '3 active']);
    expect([destroyedBelow(destroyed, 3), destroyedBelow(destroyed, 1)]).toEqual([[1], []]);
    expect(destroyed.epoch).toBe(5);
  });

  it('opens nothing once it was shredded', () => {
    expect(statesOf(shredded(activate(RING, [1, 2], 9)))).toEqual(['1 destroyed', '2 destroyed']);
  });
});
