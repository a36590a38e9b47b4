import type { Site } from '../e2e/support/processes/pairs.js';
import { furnish, scratchFolder, startCoffer } from './contestants/coffer.js';
import type { Sample } from './measure/load.js';
import { type Contestant, interleave, medianOf, type Results, type Rounds, ratio } from './measure/rounds.js';
import { table, verdict } from './table.js';

const SECRETS = 1_000;
const [ON, OFF] = ['reveal with checkpoints', 'reveal without'] as const;
const KINDS = [ON, OFF] as const;
type Kind = (typeof KINDS)[number];
const EVERY: Readonly<Record<Kind, string>> = { [ON]: '1s', [OFF]: 'off' };

type Open = (env: Record<string, string>) => Promise<Site>;

/**
 * Compares reveals on servers that make a checkpoint each second with those on servers that make none. Two servers with the
 * same settings differ by 5 %, whatever the tree costs: so the rounds are those of several pairs of servers.
 */
export async function treeCost(name: string, open: Open, pairs: number, rounds: Rounds): Promise<string> {
  const results = new Map<string, Sample[]>(KINDS.map((kind) => [kind, []]));
  for (let pair = 0; pair < pairs; pair++) {
    const some = await roundsOfPair(open, pair % 2 === 0 ? KINDS : KINDS.toReversed(), rounds);
    for (const kind of KINDS) results.get(kind)?.push(...(some.get(kind) ?? []));
  }
  const rows = KINDS.flatMap((kind) => {
    const sample = medianOf(results, kind);
    return sample ? [{ name: kind, sample, ratios: [ratio(results, kind, OFF, 'perSecond')] }] : [];
  });
  const terms = `${SECRETS.toLocaleString('en')} secrets, ${pairs} pairs of servers, ${rounds.rounds} rounds of ${rounds.seconds} s each`;
  const cpu = verdict('CPU of a reveal without / with checkpoints', ratio(results, OFF, ON, 'cpu'), { atLeast: 0.97 });
  return `${table(`${name}: ${terms}`, rows, ['of without'])}\n${cpu}\n`;
}

/** Both servers are new, and take turns. */
async function roundsOfPair(open: Open, kinds: readonly Kind[], rounds: Rounds): Promise<Results> {
  const folder = scratchFolder();
  const sites = await Promise.all(kinds.map((kind) => open({ AUDIT_CHECKPOINT_EVERY: EVERY[kind] })));
  const servers = await Promise.all(sites.map((site) => startCoffer(site, folder.path)));
  try {
    const contestants: Contestant[] = [];
    for (const [at, server] of servers.entries()) {
      const { reveal } = await furnish(server, SECRETS);
      contestants.push({ name: kinds[at] ?? ON, load: reveal, pid: server.pid });
    }
    return await interleave(contestants, rounds);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(sites.map((site) => site.clear()));
    folder.remove();
  }
}
