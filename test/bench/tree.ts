import type { Site } from '../e2e/support/processes/pairs.js';
import { furnish, scratchFolder, startCoffer } from './contestants/coffer.js';
import { type Contestant, interleave, medianOf, type Rounds, ratio } from './measure/rounds.js';
import { table, verdict } from './table.js';

const SECRETS = 1_000;
const [ON, OFF] = ['reveal with checkpoints', 'reveal without'];

/** Compares reveals on a server that makes a checkpoint each second with those on one that makes none. */
export async function treeCost(
  name: string,
  open: (env: Record<string, string>) => Promise<Site>,
  rounds: Rounds,
): Promise<string> {
  const folder = scratchFolder();
  const sites = [await open({ AUDIT_CHECKPOINT_EVERY: '1s' }), await open({ AUDIT_CHECKPOINT_EVERY: 'off' })];
  const servers = await Promise.all(sites.map((site) => startCoffer(site, folder.path)));
  try {
    const contestants: Contestant[] = [];
    for (const [at, server] of servers.entries()) {
      const { reveal } = await furnish(server, SECRETS);
      contestants.push({ name: at === 0 ? ON : OFF, load: reveal, pid: server.pid });
    }
    const results = await interleave(contestants, rounds);
    const rows = contestants.flatMap(({ name: kind }) => {
      const sample = medianOf(results, kind);
      return sample ? [{ name: kind, sample, ratios: [ratio(results, kind, OFF, 'perSecond')] }] : [];
    });
    const terms = `${SECRETS.toLocaleString('en')} secrets, medians of ${rounds.rounds} rounds of ${rounds.seconds} s`;
    const cpu = verdict('CPU of a reveal without / with checkpoints', ratio(results, OFF, ON, 'cpu'), {
      atLeast: 0.97,
    });
    return `${table(`${name}: ${terms}`, rows, ['of without'])}\n${cpu}\n`;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(sites.map((site) => site.clear()));
    folder.remove();
  }
}
