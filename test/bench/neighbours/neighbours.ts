import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { scratchFolder } from '../contestants/coffer.js';
import { Program } from '../program.js';
import { columns, verdict } from '../table.js';
import { FLOODS } from './floods.js';
import { SILENT } from './sockets.js';
import { furnish, type Opened } from './stage.js';
import { type Seen, watch } from './watch.js';

const ABUSER = fileURLToPath(new URL('./abuser.program.ts', import.meta.url));
const LOADER = fileURLToPath(new URL('../../factories/typescript-loader.mjs', import.meta.url));
const TARGETS = { ratio: 5, rssMib: 400, healthMs: 100 };
const WARM_UP_SECONDS = 2;
/** Before a measurement, so that it shows the abuse at its height. */
const SETTLE_MS = 1_500;

export const KINDS: readonly string[] = [...Object.keys(SILENT), ...Object.keys(FLOODS)];

/** A figure of this machine at this time: the quiet caller is measured again before each abuser. */
interface Pair {
  readonly kind: string;
  readonly quiet: Seen;
  readonly beside: Seen;
}

/**
 * Measures a well-behaved caller at the default limits, alone and beside one abuser of each of `kinds`, on the embedded
 * pair. Each kind gets a new server on the same store. `seconds`: of each measurement.
 */
export async function neighbours(
  seconds: number,
  kinds: readonly string[],
  say: (line: string) => void,
): Promise<string> {
  const folder = scratchFolder();
  say('filling a store');
  const stage = await furnish(folder.path);
  const pairs: Pair[] = [];
  try {
    for (const kind of kinds) {
      say(`beside an abuser: ${kind}`);
      const opened = await stage.open();
      await watch(opened, WARM_UP_SECONDS);
      const quiet = await watch(opened, seconds);
      pairs.push({ kind, quiet, beside: await beside(opened, kind, seconds, folder.path) });
    }
    return report(pairs, seconds);
  } finally {
    await stage.clear();
    folder.remove();
  }
}

async function beside(opened: Opened, kind: string, seconds: number, folder: string): Promise<Seen> {
  const args = ['--import', LOADER, ABUSER, kind, JSON.stringify(opened.target)];
  const abuser = Program.start(args, {}, join(folder, 'abuser.log'));
  try {
    await abuser.prints(/under way/);
    await pause(SETTLE_MS);
    return await watch(opened, seconds);
  } finally {
    await abuser.stop();
  }
}

function report(pairs: readonly Pair[], seconds: number): string {
  const head = ['', 'quiet p99 ms', 'p99 ms', 'ratio', 'refused', '/health p99 ms', 'RSS MiB'];
  const rows = pairs.map(({ kind, quiet, beside }) => [
    kind,
    ...[quiet.p99, beside.p99, ratioOf({ kind, quiet, beside })].map((figure) => figure.toFixed(1)),
    `${beside.refused} of ${beside.reveals}`,
    ...[beside.healthP99, beside.rssMib].map((figure) => figure.toFixed(0)),
  ]);
  const verdicts = pairs.flatMap((pair) => [
    verdict(`${pair.kind}: p99 of a reveal`, ratioOf(pair), { atMost: TARGETS.ratio }, ' times the quiet one'),
    verdict(`${pair.kind}: RSS`, pair.beside.rssMib, { atMost: TARGETS.rssMib }, ' MiB'),
    verdict(`${pair.kind}: p99 of /health`, pair.beside.healthP99, { atMost: TARGETS.healthMs }, ' ms'),
    verdict(`${pair.kind}: reveals refused`, pair.beside.refused, { atMost: 0 }),
  ]);
  const title = `A well-behaved caller beside one abuser, at the default limits (SQLite and the local keyring, ${seconds} s each)`;
  return [title, '', columns([head, ...rows]), '', ...verdicts, ''].join('\n');
}

function ratioOf({ quiet, beside }: Pair): number {
  return beside.p99 / quiet.p99;
}
