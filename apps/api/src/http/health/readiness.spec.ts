import { ReadinessProbe } from './readiness.js';

const up = { check: async () => {} };
const down = { check: () => Promise.reject(new Error('no')) };

describe('readiness', () => {
  it('is not there when one part is down, and says which', async () => {
    const told: string[] = [];
    const probe = new ReadinessProbe({ store: up, keyring: down }, (part) => told.push(part));
    expect(await probe.read()).toEqual({ status: 'not_ready', parts: { store: 'up', keyring: 'down' } });
    expect(told).toEqual(['keyring']);
  });

  it('does not wait longer than two seconds for a part that hangs [R89]', async () => {
    const begun = performance.now();
    const hanging = { check: () => new Promise<void>(() => {}) };
    expect((await new ReadinessProbe({ store: hanging }).read()).parts).toEqual({ store: 'down' });
    expect(performance.now() - begun).toBeLessThan(4_000);
  });

  it('asks each part once for a flood of questions, and again half a second later', async () => {
    let asked = 0;
    const clock = { now: 0 };
    const counting = {
      check: async () => {
        asked += 1;
      },
    };
    const probe = new ReadinessProbe({ store: counting }, undefined, () => clock.now);
    await Promise.all(Array.from({ length: 100 }, () => probe.read()));
    clock.now = 499;
    await probe.read();
    expect(asked).toBe(1);
    clock.now = 501;
    expect((await probe.read()).status).toBe('ready');
    expect(asked).toBe(2);
  });
});
