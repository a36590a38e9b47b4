import { rankTest } from './rank-test.js';

describe('the rank test', () => {
  /** Blocks of one number a kind, on a machine that grows slower by far more than the kinds differ; the same in each run. */
  const blocks = (...shifts: number[]): number[][] => {
    let state = 42;
    // Park and Miller's generator: between 0 and 1.
    const drawn = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    return Array.from({ length: 1_000 }, (_, block) => shifts.map((shift) => shift + block / 10 + drawn() + drawn()));
  };

  it('finds a shift that is small beside the noise, and none where there is none', () => {
    const shifted = rankTest(blocks(0, 0, 0, 0, -0.15));
    expect(shifted.statistic).toBeGreaterThan(shifted.limit);
    const alike = rankTest(blocks(0, 0, 0, 0, 0));
    expect(alike.statistic).toBeLessThan(alike.limit);
  });

  it('gives what is calculated by hand', () => {
    // Ranks once aligned: 2 and 3, 1 and 4. Sums of the kinds: 3 and 7, of the blocks: 5 and 5.
    expect(
      rankTest([
        [1, 2],
        [10, 13],
      ]).statistic,
    ).toBeCloseTo(8 / 5, 12);
  });

  it('shares ranks among equal values', () => {
    // 1.5 and 3.5 in either block.
    expect(
      rankTest([
        [1, 2],
        [5, 6],
      ]).statistic,
    ).toBeCloseTo(8 / 4, 12);
  });
});
