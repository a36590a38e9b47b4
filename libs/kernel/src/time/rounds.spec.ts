import { Rounds } from './rounds.js';

describe('rounds of jobs', () => {
  it('go on after a failure, of which they tell names alone', async () => {
    const failures: string[] = [];
    let sweeps = 0;
    const swept = Promise.withResolvers<void>();
    const purge = () => Promise.reject(new TypeError('the value was hunter2'));
    const sweep = async () => {
      sweeps += 1;
      if (sweeps === 2) swept.resolve();
    };
    const rounds = new Rounds({ purge, sweep }, 1);
    rounds.start((name, error) => void failures.push(`${name} ${error}`));
    await swept.promise;
    await rounds.stop();
    expect(failures).toEqual(['purge TypeError', 'purge TypeError']);
  });

  it('stop only when the job under way has ended, and begin none after', async () => {
    const gate = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    const ran: string[] = [];
    const purge = async () => {
      ran.push('purge');
      began.resolve();
      await gate.promise;
    };
    const rounds = new Rounds({ purge, sweep: async () => ran.push('sweep') }, 1);
    rounds.start();
    await began.promise;
    let stopped = false;
    const stopping = rounds.stop().then(() => {
      stopped = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stopped).toBe(false);
    gate.resolve();
    await stopping;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ran).toEqual(['purge']);
  });
});
