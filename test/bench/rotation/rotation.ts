import type { Site } from '../../e2e/support/processes/pairs.js';
import { type OpenedSite, onStoppedSite } from '../../faults/rotation/opened-site.js';
import { scratchFolder } from '../contestants/coffer.js';
import { type Contestant, interleave, medianOf, type Results, type Rounds, ratio } from '../measure/rounds.js';
import { median } from '../measure/statistics.js';
import { table, verdict } from '../table.js';
import { type Amounts, furnish, type Stage } from './stage.js';

const AMOUNTS: Amounts = { rings: 1_000, values: 5_000 };
/** How often every ring is re-wrapped by a job, and how often one by one. */
const TIMED = 3;
/** Seconds that a caller may wait for a rotation over 1,000 rings. */
const WAIT_S = 60;

const QUIET = 'reveal';
const MASTER = 'reveal, master key rotating';
const SECRETS = 'reveal, ring of secrets rotating';

/** Measures the re-wrapping of every ring, and the effect of a rotation on reveals. */
export async function rotation(name: string, open: () => Promise<Site>, rounds: Rounds): Promise<string> {
  const folder = scratchFolder();
  const site = await open();
  let stage: Stage | null = null;
  try {
    stage = await furnish(site, AMOUNTS, folder.path);
    const { rotations, rings } = stage;
    const job = await timed(() => rotations.masterAndWait());
    const results = await interleave(contestantsOf(stage), rounds);
    await stage.server.stop();
    // Last, since the server's descriptor does not contain the versions that this makes.
    const single = await onStoppedSite(site, (opened) => timed(() => oneByOne(opened, rings)));
    return [ratesOf(name, job, single), costsOf(name, results, rounds)].join('\n');
  } finally {
    await stage?.server.stop();
    await site.clear();
    folder.remove();
  }
}

/** The seconds of each of {@link TIMED} calls. */
async function timed(work: () => Promise<void>): Promise<number[]> {
  const seconds: number[] = [];
  for (let n = 0; n < TIMED; n++) {
    const began = performance.now();
    await work();
    seconds.push((performance.now() - began) / 1_000);
  }
  return seconds;
}

/** Adds a version of the master key and re-wraps every ring with a separate call. */
async function oneByOne({ keyring }: OpenedSite, rings: readonly string[]): Promise<void> {
  await keyring.addMasterVersion(((await keyring.masterVersions()).at(-1) ?? 0) + 1);
  for (const ring of rings) {
    const { moved } = await keyring.rewrap([ring]);
    if (moved !== 1) throw new Error(`${ring} was not re-wrapped`);
  }
}

function contestantsOf({ server: { pid }, reveal, rotations }: Stage): Contestant[] {
  return [
    { name: QUIET, load: reveal, pid },
    { name: MASTER, load: reveal, pid, during: rotations.oneAfterTheOther('master') },
    { name: SECRETS, load: reveal, pid, during: rotations.oneAfterTheOther('secrets') },
  ];
}

function ratesOf(name: string, job: readonly number[], single: readonly number[]): string {
  const { rings } = AMOUNTS;
  const perSecond = (seconds: readonly number[]) => rings / median(seconds);
  const rate = (seconds: readonly number[]) => perSecond(seconds).toLocaleString('en', { maximumFractionDigits: 0 });
  const times = (perSecond(job) / perSecond(single)).toFixed(1);
  return [
    `${name}: ${rings.toLocaleString('en')} key rings under a new master key, medians of ${TIMED}`,
    '',
    `  by a rotation, which is asked for and answered: ${rate(job)} rings/s, ${times} times one by one (${rate(single)} rings/s)`,
    verdict('POST /keys/master/rotate?wait=true', Math.max(...job), { atMost: WAIT_S }, ' s'),
    '',
  ].join('\n');
}

function costsOf(name: string, results: Results, { rounds, seconds }: Rounds): string {
  const rows = [QUIET, MASTER, SECRETS].flatMap((contestant) => {
    const sample = medianOf(results, contestant);
    const ratios = (['p50', 'p99'] as const).map((figure) => ratio(results, contestant, QUIET, figure));
    return sample ? [{ name: contestant, sample, ratios }] : [];
  });
  const amounts = `${AMOUNTS.rings.toLocaleString('en')} rings, ${AMOUNTS.values.toLocaleString('en')} values`;
  const terms = `${amounts}, medians of ${rounds} rounds of ${seconds} s`;
  return table(`${name}: what a rotation costs a reveal; ${terms}`, rows, ['p50 ratio', 'p99 ratio']);
}
