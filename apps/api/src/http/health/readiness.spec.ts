import { ManualClock } from '#kernel/testing';
import { ReadinessProbe } from './readiness.js';

const up = { check: async () => {} };
const down = { check: () => Promise.reject(new Error('no')) };

describe('readiness', () => {
  it('is denied when one part is down, and the answer names that part', async () => {
    const told: string[] = [];
    const probe = new ReadinessProbe({ store: up, keyring: down }, (part) => told.push(part));
    expect(await probe.read()).toEqual({
      status: 'not_ready',
      parts: { store: 'up', keyring: 'down' },
      clock: 'settled',
      room: 'ample',
      audit_stream: null,
      checkpoints: 'current',
      audit_records: 'intact',
      access_tokens: 'shared',
      audit_appender: 'each_node',
    });
    expect(told).toEqual(['keyring']);
  });

  it('does not wait longer than two seconds for a part that hangs [R89]', async () => {
    const clock = new ManualClock();
    const hanging = { check: () => new Promise<void>(() => {}) };
    let answer: unknown = null;
    const asked = new ReadinessProbe({ store: hanging }, undefined, clock).read().then((readiness) => {
      answer = readiness.parts;
    });
    await clock.advance(1_999);
    expect(answer).toBeNull();
    await clock.advance(1);
    await asked;
    expect(answer).toEqual({ store: 'down' });
  });

  it('checks each part once for many calls, and again half a second later', async () => {
    let asked = 0;
    const clock = new ManualClock(0);
    const counting = {
      check: async () => {
        asked += 1;
      },
    };
    const probe = new ReadinessProbe({ store: counting }, undefined, clock);
    await Promise.all(Array.from({ length: 100 }, () => probe.read()));
    clock.at = 499;
    await probe.read();
    expect(asked).toBe(1);
    clock.at = 501;
    expect((await probe.read()).status).toBe('ready');
    expect(asked).toBe(2);
  });
});
