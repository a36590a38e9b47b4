import type { Site } from '../e2e/support/processes/pairs.js';
import type { Engines } from '../engines/engines.js';
import { startBare } from './contestants/bare.js';
import { furnish, scratchFolder, startCoffer } from './contestants/coffer.js';
import { openBao } from './contestants/openbao.js';
import { CONNECTIONS } from './measure/load.js';
import { type Contestant, interleave, medianOf, type Results, type Rounds, ratio } from './measure/rounds.js';
import { type Row, table, verdict } from './table.js';

const SECRETS = 10_000;
const BY_KEY = 'reveal by a key';
const BARE = '(a) bare Fastify reveal';
const OPENBAO = '(b) OpenBao KV-v2 read';

/** Compares Coffer on one pair of engines with (a), and with (b) if an OpenBao runs. */
export async function compare(name: string, site: Site, engines: Engines | null, rounds: Rounds): Promise<string> {
  const folder = scratchFolder();
  const server = await startCoffer(site, folder.path);
  const bare = await startBare(folder.path, SECRETS);
  const bao = engines && (await openBao(engines, SECRETS));
  try {
    const loads = await furnish(server, SECRETS);
    const contestants: Contestant[] = [
      { name: 'create', load: loads.create, pid: server.pid },
      { name: 'list', load: loads.list, pid: server.pid },
      { name: 'reveal', load: loads.reveal, pid: server.pid },
      { name: BY_KEY, load: loads.revealByKey, pid: server.pid },
      { name: BARE, load: bare.reveal, pid: bare.program.pid },
      ...(bao ? [{ name: OPENBAO, load: bao.read, pid: bao.pid }] : []),
      { name: 'denied reveal', load: loads.deniedReveal, pid: server.pid },
    ];
    const results = await interleave(contestants, rounds);
    const verdicts = site.pair === 'embedded' ? targets(results) : [];
    return [report(name, results, rounds), ...verdicts].join('\n');
  } finally {
    await Promise.all([server.stop(), bare.program.stop(), bao?.close()]);
    await site.clear();
    folder.remove();
  }
}

function report(name: string, results: Results, { rounds, seconds }: Rounds): string {
  const of = (contestant: string): Row[] => {
    const sample = medianOf(results, contestant);
    const ratios = [BARE, OPENBAO].map((other) => ratio(results, contestant, other, 'perSecond'));
    return sample ? [{ name: contestant, sample, ratios }] : [];
  };
  const rows = ['create', 'list', 'reveal', BY_KEY, 'denied reveal', BARE, OPENBAO].flatMap(of);
  const terms = `${SECRETS.toLocaleString('en')} secrets, ${CONNECTIONS} connections, medians of ${rounds} rounds of ${seconds} s`;
  return table(`${name}: ${terms}`, rows, ['of (a)', 'of (b)']);
}

function targets(results: Results): string[] {
  return [
    verdict('reveal / (a)', ratio(results, 'reveal', BARE, 'perSecond'), { atLeast: 0.75 }),
    verdict('reveal / (b)', ratio(results, 'reveal', OPENBAO, 'perSecond'), { atLeast: 1.5 }),
    verdict('reveal by a key / reveal', ratio(results, BY_KEY, 'reveal', 'perSecond'), { atLeast: 0.95 }),
    verdict('denied reveal / reveal', ratio(results, 'denied reveal', 'reveal', 'perSecond'), { atLeast: 1 }),
    '',
  ];
}
