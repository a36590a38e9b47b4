import { setUp } from '../e2e/support/processes/api.js';
import type { Site } from '../e2e/support/processes/pairs.js';
import { scratchFolder, startCoffer } from './contestants/coffer.js';
import { exchangesOf, startJose } from './contestants/exchanges.js';
import { CONNECTIONS } from './measure/load.js';
import { type Contestant, interleave, medianOf, type Rounds, ratio } from './measure/rounds.js';
import { type Row, table } from './table.js';

const EXCHANGE = 'exchange';
const BARE = 'bare jose verification (RS256)';

/** Compares exchanges of tokens of an identity provider with a program that only verifies these tokens. */
export async function exchanges(name: string, site: Site, rounds: Rounds): Promise<string> {
  const folder = scratchFolder();
  const server = await startCoffer(site, folder.path);
  const bare = await startJose(folder.path);
  try {
    const contestants: Contestant[] = [
      { name: EXCHANGE, load: await exchangesOf(server, await setUp(server), bare), pid: server.pid },
      { name: BARE, load: bare.verify, pid: bare.program.pid },
    ];
    const results = await interleave(contestants, rounds);
    const ratios = (['perSecond', 'cpu'] as const).map((figure) => ratio(results, EXCHANGE, BARE, figure));
    const row = (contestant: string, of: Row['ratios'] = []): Row[] => {
      const sample = medianOf(results, contestant);
      return sample ? [{ name: contestant, sample, ratios: of }] : [];
    };
    const terms = `${CONNECTIONS} connections, medians of ${rounds.rounds} rounds of ${rounds.seconds} s`;
    return table(`${name}: ${terms}`, [...row(EXCHANGE, ratios), ...row(BARE)], ['of bare', 'CPU of bare']);
  } finally {
    await Promise.all([server.stop(), bare.program.stop()]);
    await site.clear();
    folder.remove();
  }
}
