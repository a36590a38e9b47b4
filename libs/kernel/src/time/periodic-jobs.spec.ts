import { ManualClock } from '../testing/manual-clock.js';
import { PeriodicJobs } from './periodic-jobs.js';

describe('periodic jobs', () => {
  it('run each at its own interval, the first time after it', async () => {
    const clock = new ManualClock();
    const ran: string[] = [];
    const jobs = new PeriodicJobs(clock, {
      purge: { everyMs: 1_000, run: () => ran.push('purge') },
      sweep: { everyMs: 2_500, run: async () => ran.push('sweep') },
    });
    jobs.start();
    await clock.advance(999);
    expect(ran).toEqual([]);
    await clock.advance(2_001);
    expect(ran).toEqual(['purge', 'purge', 'sweep', 'purge']);
    await jobs.stop();
  });

  it('go on after a failure, and report names only', async () => {
    const clock = new ManualClock();
    const failures: string[] = [];
    const run = () => {
      throw new TypeError('the value was hunter2');
    };
    const jobs = new PeriodicJobs(clock, { purge: { everyMs: 1_000, run } });
    jobs.start((job, errorName) => void failures.push(`${job} ${errorName}`));
    await clock.advance(2_000);
    expect(failures).toEqual(['purge TypeError', 'purge TypeError']);
    await jobs.stop();
  });

  it('do not run twice at a time: the interval begins at the end of a run', async () => {
    const clock = new ManualClock();
    const gates: PromiseWithResolvers<void>[] = [];
    const run = () => {
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      return gate.promise;
    };
    const jobs = new PeriodicJobs(clock, { sweep: { everyMs: 1_000, run } });
    jobs.start();
    await clock.advance(10_000);
    expect(gates).toHaveLength(1);
    gates[0]?.resolve();
    await clock.advance(999);
    expect(gates).toHaveLength(1);
    await clock.advance(1);
    expect(gates).toHaveLength(2);
    gates[1]?.resolve();
    await jobs.stop();
  });

  it('run at once on demand, and again one interval later', async () => {
    const clock = new ManualClock();
    const runs: number[] = [];
    const jobs = new PeriodicJobs(clock, { poll: { everyMs: 1_000, run: () => void runs.push(1) } });
    jobs.start();
    await clock.advance(900);
    await jobs.runNow('poll');
    expect(runs).toHaveLength(1);
    await clock.advance(999);
    expect(runs).toHaveLength(1);
    await clock.advance(1);
    expect(runs).toHaveLength(2);
    await jobs.stop();
  });

  it('wait with what cannot be undone while the clock is not settled, and go on afterwards [R104]', async () => {
    const clock = new ManualClock();
    const runs: string[] = [];
    const jobs = new PeriodicJobs(clock, {
      look: { everyMs: 1_000, run: () => runs.push('look') },
      purge: { everyMs: 1_000, destroys: true, run: () => runs.push('purge') },
    });
    jobs.start();
    clock.resting = 1;
    await clock.advance(2_000);
    await jobs.runNow('purge');
    expect(runs).toEqual(['look', 'look']);
    clock.resting = 0;
    await clock.advance(1_000);
    expect(runs).toContain('purge');
    await jobs.stop();
  });

  it('tell a run under way to end after its present step when they stop, and no run of a later start', async () => {
    const clock = new ManualClock();
    let steps = 0;
    const run = async (stop: AbortSignal) => {
      while (!stop.aborted && steps < 1_000) {
        steps += 1;
        await clock.sleep(10);
      }
    };
    const jobs = new PeriodicJobs(clock, { sweep: { everyMs: 1_000, run } });
    jobs.start();
    await clock.advance(1_045);
    expect(steps).toBe(5);
    const stopping = jobs.stop();
    await clock.advance(10);
    await stopping;
    expect(steps).toBe(5);
    jobs.start();
    await clock.advance(1_015);
    expect(steps).toBe(7);
    await Promise.all([jobs.stop(), clock.advance(10)]);
  });

  it('finish one with a last run, after the run under way has ended, and begin none after', async () => {
    const clock = new ManualClock();
    const seen: string[] = [];
    const run = async (stop: AbortSignal) => {
      seen.push('begins');
      await clock.sleep(10);
      seen.push(stop.aborted ? 'is told to end' : 'ends');
    };
    const jobs = new PeriodicJobs(clock, { last: { everyMs: 1_000, run } });
    jobs.start();
    await clock.advance(1_005);
    await clock.drive(jobs.finish('last', 1_000));
    expect(seen).toEqual(['begins', 'is told to end', 'begins', 'ends']);
    await clock.advance(5_000);
    expect([seen.length, clock.timers]).toEqual([4, 0]);
  });

  it('leave a last run that takes too long, after they have told it to end, and report one that fails', async () => {
    const clock = new ManualClock();
    const signals: AbortSignal[] = [];
    const failures: string[] = [];
    const jobs = new PeriodicJobs(clock, {
      hangs: { everyMs: 1_000, run: (stop) => new Promise(() => signals.push(stop)) },
      fails: { everyMs: 1_000, run: () => Promise.reject(new TypeError('the value was hunter2')) },
    });
    jobs.start((job, errorName) => void failures.push(`${job} ${errorName}`));
    await jobs.finish('fails', 1_000);
    expect(failures).toEqual(['fails TypeError']);
    await clock.drive(jobs.finish('hangs', 1_000), 1_100);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('stop only when the run under way has ended, and begin none after', async () => {
    const clock = new ManualClock();
    const gate = Promise.withResolvers<void>();
    let runs = 0;
    const run = async () => {
      runs += 1;
      await gate.promise;
    };
    const jobs = new PeriodicJobs(clock, { purge: { everyMs: 1_000, run } });
    jobs.start();
    await clock.advance(1_000);
    let stopped = false;
    const stopping = jobs.stop().then(() => {
      stopped = true;
    });
    await clock.advance(5_000);
    expect(stopped).toBe(false);
    gate.resolve();
    await stopping;
    await clock.advance(5_000);
    expect([runs, clock.timers]).toEqual([1, 0]);
  });
});
