import { embeddedSite } from '../e2e/support/processes/pairs.js';
import { scratchFolder, startCoffer } from './contestants/coffer.js';
import { median } from './measure/statistics.js';
import { usageOf } from './measure/usage.js';
import { verdict } from './table.js';

const STARTS = 5;
/** After a start: V8 still has its garbage. */
const SOON_MS = 3_000;
/** V8 collects when a program has done nothing for some seconds. */
const IDLE_MS = 30_000;

/** Measures the time of a new embedded server to its first answer, and its memory soon after that and when idle. */
export async function startup(): Promise<string> {
  const folder = scratchFolder();
  const seconds: number[] = [];
  const soon: number[] = [];
  let idle = Number.NaN;
  for (let n = 0; n < STARTS; n++) {
    const site = await embeddedSite();
    const server = await startCoffer(site, folder.path);
    seconds.push(server.firstAnswerMs / 1_000);
    soon.push(await rssAfter(SOON_MS, server.pid));
    if (n === STARTS - 1) idle = await rssAfter(IDLE_MS, server.pid);
    await server.stop();
    await site.clear();
  }
  folder.remove();
  return [
    `Start (the median of ${STARTS}, each on an empty store)`,
    '',
    verdict('start to first answer', median(seconds), { atMost: 2 }, ' s'),
    verdict('RSS 3 s after it', median(soon), { atMost: 150 }, ' MiB'),
    verdict('RSS when idle for 30 s', idle, { atMost: 130 }, ' MiB'),
    '',
  ].join('\n');
}

async function rssAfter(milliseconds: number, pid: number | null): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return usageOf(pid)?.rssMib ?? Number.NaN;
}
