import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// For a server that is started with `--import <this file>`: the first SIGUSR2 begins a profile of its main thread, the
// second one writes it, in the format of --cpu-prof.
const EVERY_US = 500;

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: EVERY_US });

process.once('SIGUSR2', () => {
  void session.post('Profiler.start');
  process.once('SIGUSR2', async () => {
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(join(tmpdir(), `coffer-profile-${process.pid}.json`), JSON.stringify(profile));
    process.stdout.write('\nProfile written\n');
  });
});
