import { SecretsHousekeeping } from './housekeeping.js';
import type { PurgeSecrets } from './purge-secrets.js';
import type { SweepArchive } from './sweep-archive.js';

function job<T>(run: () => Promise<number>): T {
  return { run } as T;
}

describe('housekeeping', () => {
  it('goes on after a failure, of which it tells names alone', async () => {
    const failures: string[] = [];
    let sweeps = 0;
    const swept = Promise.withResolvers<void>();
    const housekeeping = new SecretsHousekeeping(
      job<PurgeSecrets>(() => Promise.reject(new TypeError('the value was hunter2'))),
      job<SweepArchive>(async () => {
        sweeps += 1;
        if (sweeps === 2) swept.resolve();
        return 0;
      }),
    );
    housekeeping.start((name, error) => void failures.push(`${name} ${error}`), 1);
    await swept.promise;
    await housekeeping.stop();
    expect(failures).toEqual(['purge TypeError', 'purge TypeError']);
  });

  it('stops only when the job under way has ended, and begins none after', async () => {
    const gate = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    let runs = 0;
    const purge = async (): Promise<number> => {
      runs += 1;
      began.resolve();
      await gate.promise;
      return 0;
    };
    const housekeeping = new SecretsHousekeeping(
      job<PurgeSecrets>(purge),
      job<SweepArchive>(async () => 0),
    );
    housekeeping.start(() => {}, 1);
    await began.promise;
    let stopped = false;
    const stopping = housekeeping.stop().then(() => {
      stopped = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stopped).toBe(false);
    gate.resolve();
    await stopping;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(runs).toBe(1);
  });
});
