import { embeddedSite } from '../e2e/support/processes/pairs.js';
import { scratchFolder, startCoffer } from './contestants/coffer.js';
import { median } from './measure/statistics.js';
import { usageOf } from './measure/usage.js';
import { verdict } from './table.js';

const STARTS = 5;
const IDLE_MS = 3_000;

/** Measures the time of a new embedded server to its first answer, and its memory when idle. */
export async function startup(): Promise<string> {
  const folder = scratchFolder();
  const seconds: number[] = [];
  const memory: number[] = [];
  for (let n = 0; n < STARTS; n++) {
    const site = await embeddedSite();
    const server = await startCoffer(site, folder.path);
    seconds.push(server.firstAnswerMs / 1_000);
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    memory.push(usageOf(server.pid)?.rssMib ?? Number.NaN);
    await server.stop();
    await site.clear();
  }
  folder.remove();
  return [
    `Start (the median of ${STARTS}, each on an empty store)`,
    '',
    verdict('start to first answer', median(seconds), { atMost: 2 }, ' s'),
    verdict('RSS when idle', median(memory), { atMost: 150 }, ' MiB'),
    '',
  ].join('\n');
}
