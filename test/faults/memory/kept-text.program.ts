import { BoundedCache, SystemClock } from '#kernel';

// Keeps 2,000 names in a cache, each cut from a text of 64 KiB of its own: 125 MiB if the texts stay in memory.
const cache = new BoundedCache<number>(new SystemClock(), { max: 10_000, maxAgeMs: 300_000 });
for (let n = 0; n < 2_000; n += 1) {
  const text = Buffer.alloc(65_536, `${n} `).toString('latin1');
  cache.set(`ring ${n} ${text.slice(100, 128)}`, n);
}
process.stdout.write(`${cache.size} kept\n`);
