/**
 * Loaded into a server by `--import`: each second it writes what only the process itself can see to a file that is named
 * after its id. It adds one timer and one histogram.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const EVERY_MS = 1_000;
const NANOSECONDS_A_MS = 1e6;

/** Worker threads load this file too: their heaps are their own, and their loops serve no requests. */
if (isMainThread) gauge(join(tmpdir(), `coffer-gauge-${process.pid}.json`));

function gauge(file) {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const write = () => {
    const { heapUsed, external } = process.memoryUsage();
    const delayMs = { p99: delay.percentile(99) / NANOSECONDS_A_MS, most: delay.max / NANOSECONDS_A_MS };
    delay.reset();
    writeFileSync(`${file}.next`, JSON.stringify({ heapUsed, external, delayMs }));
    renameSync(`${file}.next`, file);
  };
  setInterval(write, EVERY_MS).unref();
}
