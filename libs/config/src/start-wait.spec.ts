import { loadConfig } from './load.js';
import { PRODUCTION_PAIR } from './testing/index.js';

const waits = (env: Record<string, string>) => loadConfig(env).startWaitSeconds;

describe('how long a start waits for its engines', () => {
  it.each(['30', '601s', '11m', '1h', '-1s', '1.5s', '00s', 'off'])('is not %s', (START_WAIT) => {
    const problem = 'START_WAIT must be 0s to 10m: a whole number with a unit: s, m, h or d, such as 30s';
    expect(() => loadConfig({ ...PRODUCTION_PAIR, START_WAIT })).toThrow(
      expect.objectContaining({ problems: [problem] }),
    );
  });

  it('is 30 s by default, 0 s to 10 m, and nothing for the embedded engines', () => {
    expect(waits(PRODUCTION_PAIR)).toBe(30);
    expect(['0s', '1s', '10m'].map((START_WAIT) => waits({ ...PRODUCTION_PAIR, START_WAIT }))).toEqual([0, 1, 600]);
    expect([waits({}), waits({ START_WAIT: '1m' })]).toEqual([0, 0]);
  });
});
