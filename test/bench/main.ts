/**
 * `npm run bench` measures Coffer on every available pair of engines, beside the lowest possible cost and beside OpenBao.
 * `npm run bench -- logins`: only logins and refreshes. `-- rotation`: key rotations and their effect on reveals.
 * `-- scale [secrets]`: lists and reveals with a growing number of secrets. `-- neighbours [seconds] [kind...]`: a
 * well-behaved caller beside one abuser of each kind. `-- soak [minutes]`: whether what a server holds grows with time.
 * `-- nodes`: audited changes of one node, of two that forward and of two that do not. `-- exchanges`: tokens of identity
 * providers beside their bare verification. `-- kv`: reads of a client of Vault, here and at OpenBao. `-- batches`: an environment beside as many
 * reveals. `-- reveal`: the embedded pair alone, in two minutes. `-- tree`: what the tree over the audit costs a reveal, then
 * `-- log`. `-- log [records]`: a log of a million records is integrated, proved, exported and verified.
 * docs/performance.md tells of all of them.
 *
 * Figures are medians over alternating rounds on loopback. On a busy machine only the ratios are meaningful.
 */
import { openMongodb } from '#storage-mongodb/testing';
import { openSqlite } from '#storage-sqlite/testing';
import { embeddedSite, productionSite } from '../e2e/support/processes/pairs.js';
import { engines } from '../engines/engines.js';
import { batches } from './batches.js';
import { compare } from './compare.js';
import { decisionMicroseconds } from './decision.js';
import { exchanges } from './exchanges.js';
import { kv } from './kv.js';
import { largeLog } from './large-log.js';
import { logins } from './logins.js';
import { KINDS, neighbours } from './neighbours/neighbours.js';
import { nodes } from './nodes/nodes.js';
import { drawReveals, flame } from './profile/profile.js';
import { beforeAfter } from './report/before-after.js';
import { renderPage, simulated } from './report/page.js';
import { readRun } from './report/past-run.js';
import { writeResults } from './results-file.js';
import { rotation } from './rotation/rotation.js';
import { scale } from './scale/scale.js';
import { soak } from './soak/soak.js';
import { startup } from './startup.js';
import { verdict } from './table.js';
import { treeCost } from './tree.js';

const ROUNDS = { rounds: 7, seconds: 3 };
const SHORT_ROUNDS = { rounds: 5, seconds: 2 };
/** Seconds of a round of logins, of which a second allows only tens. */
const LOGIN_ROUNDS = { rounds: 3, seconds: 3 };

/** Seconds of a round of reveals and environments. */
const BATCH_ROUNDS = { rounds: 5, seconds: 2 };

/** Seconds of a round of exchanges. */
const EXCHANGE_ROUNDS = { rounds: 3, seconds: 2 };

/** Seconds of a round of reads by Vault's API. */
const KV_ROUNDS = { rounds: 5, seconds: 2 };

/** Seconds of a round of reveals during rotations. A rotation ends before the next round begins. */
const ROTATION_ROUNDS = { rounds: 5, seconds: 3 };

const TREE_PAIRS = 5;
/** Seconds of a round of reveals with checkpoints and without. */
const TREE_ROUNDS = { rounds: 5, seconds: 2 };

/** Seconds of each measurement of a well-behaved caller. */
const NEIGHBOUR_SECONDS = 10;
const SOAK_MINUTES = 15;
/** Secrets of the largest store. */
const SCALE = 1_000_000;
const SCALE_ROUNDS = { rounds: 3, seconds: 2 };
/** Records of the log that is integrated, exported and verified. */
const LOG_RECORDS = 1_000_000;
/** Seconds of a round of audited changes. */
const NODE_ROUNDS = { rounds: 7, seconds: 2 };

const EMBEDDED = 'SQLite and the local keyring';
const PRODUCTION = 'MongoDB and OpenBao';
const PRODUCTION_KV = 'MongoDB and OpenBao, the master key in KV';

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function everything(): Promise<void> {
  const found = await engines();
  print(await startup());
  print('Decision (one role with 1,000 policies)\n');
  print(`${verdict('one decision', decisionMicroseconds(), { atMost: 10 }, ' us')}\n`);
  print(await compare(EMBEDDED, await embeddedSite(), found, ROUNDS));
  if (found) print(await compare(PRODUCTION, await productionSite(), found, ROUNDS));
  await allLogins();
  await allExchanges();
  await allBatches();
  await allRotations();
  if (found) await allNodes();
  if (!found)
    print('Not measured without MongoDB and OpenBao (the ENGINES_* variables): that pair, and the ratio to (b).');
}

async function allLogins(): Promise<void> {
  print(await logins(EMBEDDED, embeddedSite, LOGIN_ROUNDS));
  if (await engines()) print(await logins(PRODUCTION, productionSite, LOGIN_ROUNDS));
}

async function allExchanges(): Promise<void> {
  print(await exchanges(EMBEDDED, await embeddedSite(), EXCHANGE_ROUNDS));
  if (await engines()) print(await exchanges(PRODUCTION, await productionSite(), EXCHANGE_ROUNDS));
}

async function allBatches(): Promise<void> {
  print(await batches(EMBEDDED, await embeddedSite(), BATCH_ROUNDS));
  if (await engines()) print(await batches(PRODUCTION, await productionSite(), BATCH_ROUNDS));
}

async function allKv(): Promise<void> {
  const found = await engines();
  if (!found) return print('Not measured without OpenBao (the ENGINES_* variables).');
  print(await kv(EMBEDDED, await embeddedSite(), found, KV_ROUNDS));
  print(await kv(PRODUCTION, await productionSite(), found, KV_ROUNDS));
}

async function allRotations(): Promise<void> {
  print(await rotation(EMBEDDED, embeddedSite, ROTATION_ROUNDS));
  if (!(await engines())) return;
  print(await rotation(PRODUCTION, productionSite, ROTATION_ROUNDS));
  print(await rotation(PRODUCTION_KV, () => productionSite({ VAULT_MASTER_KEY: 'kv' }), ROTATION_ROUNDS));
}

async function allNodes(): Promise<void> {
  const found = await engines();
  print(found ? await nodes(found.mongodbUrl, NODE_ROUNDS) : 'Not measured without MongoDB (the ENGINES_* variables).');
}

/** The first argument behind the subject, if it is a number. */
function amount(fallback: number): number {
  const [given] = rest;
  return given !== undefined && Number(given) > 0 ? Number(given) : fallback;
}

async function someNeighbours(): Promise<void> {
  const chosen = KINDS.filter((kind) => rest.includes(kind));
  print(await neighbours(amount(NEIGHBOUR_SECONDS), chosen.length > 0 ? chosen : KINDS, print));
}

async function allTrees(): Promise<void> {
  print(await treeCost(EMBEDDED, embeddedSite, TREE_PAIRS, TREE_ROUNDS));
  if (await engines()) print(await treeCost(PRODUCTION, productionSite, TREE_PAIRS, TREE_ROUNDS));
  await allLogs();
}

async function allLogs(): Promise<void> {
  const records = amount(LOG_RECORDS);
  await largeLog(EMBEDDED, openSqlite, records, print);
  const found = await engines();
  if (found) await largeLog(PRODUCTION, () => openMongodb(found.mongodbUrl), records, print);
}

/** The table of the embedded pair alone, in two minutes. */
async function reveals(): Promise<void> {
  print(await compare(EMBEDDED, await embeddedSite(), await engines(), SHORT_ROUNDS));
}

const SUBJECTS: Readonly<Record<string, () => Promise<void>>> = {
  everything,
  batches: allBatches,
  exchanges: allExchanges,
  kv: allKv,
  log: allLogs,
  logins: allLogins,
  neighbours: someNeighbours,
  nodes: allNodes,
  reveal: reveals,
  rotation: allRotations,
  scale: async () => print(await scale(SCALE_ROUNDS, print, amount(SCALE))),
  tree: allTrees,
  soak: async () => print(await soak(amount(SOAK_MINUTES), print)),
};

/** Everything that docs/performance.md shows, but the sizes of stores, which take longest. */
async function documented(): Promise<void> {
  await everything();
  writeResults('everything');
  await drawReveals();
  print(`Written: ${(await renderPage()).join(', ')}`);
}

/** What writes other files than those of results, or none. */
const TOOLS: Readonly<Record<string, () => unknown>> = {
  document: documented,
  flame: () => print(flame(rest[0] ?? '')),
  profile: async () => print(`Drawn: ${await drawReveals()}`),
  render: async () => print(`Written: ${(await renderPage()).join(', ')}`),
  simulate: async () => print(Object.values(await simulated()).join('\n\n')),
  table: () => print(beforeAfter(readRun(rest[0] ?? ''), readRun(rest[1] ?? ''))),
};

const [subject = 'everything', ...rest] = process.argv.slice(2);
const [measure, tool] = [SUBJECTS[subject], TOOLS[subject]];
if (measure) {
  await measure();
  print(`The figures are also in ${writeResults(subject)}.`);
} else if (tool) await tool();
else
  throw new Error(
    `npm run bench, or npm run bench -- ${Object.keys({ ...SUBJECTS, ...TOOLS })
      .slice(1)
      .join(', ')}`,
  );
