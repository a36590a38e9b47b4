import { newId } from '#kernel';
import { userRing } from '#keys';
import { accountWith, setUp } from '../../e2e/support/processes/api.js';
import type { Site } from '../../e2e/support/processes/pairs.js';
import { each, onStoppedSite } from '../../faults/rotation/opened-site.js';
import { bearing, type StartedServer, startCoffer } from '../contestants/coffer.js';
import { gets, type Load } from '../measure/load.js';
import { seed } from '../scale/seed.js';
import { Rotations } from './rotations.js';

/** As many inserts as a busy database answers in time. */
const AT_ONCE = 32;

/** The amount of data to rotate. */
export interface Amounts {
  /** Number of users' key rings. The server has a few more. */
  readonly rings: number;
  /** Number of secrets, each with one version. */
  readonly values: number;
}

/** A running server with keys and values to rotate. */
export interface Stage {
  readonly server: StartedServer;
  readonly rotations: Rotations;
  readonly reveal: Load;
  /** Of people. */
  readonly rings: readonly string[];
}

/** Fills the store of a stopped server, and starts the server again. */
export async function furnish(site: Site, { rings, values }: Amounts, folder: string): Promise<Stage> {
  const first = await startCoffer(site, folder);
  const admin = await setUp(first);
  const caller = await accountWith(admin, 'bench_caller', [
    { effect: 'allow', actions: ['secret:reveal'], resources: ['secret:**'] },
  ]);
  await first.stop();
  const people = Array.from({ length: rings }, () => newId());
  const ids = await onStoppedSite(site, async (opened) => {
    await each(people, (id) => opened.keyRings.createFor(id, newId()), AT_ONCE);
    return seed(opened, values, AT_ONCE);
  });
  const server = await startCoffer(site, folder);
  const reveals = gets(ids.map((id) => `/api/v1/secrets/${id}/reveal`));
  return {
    server,
    rotations: new Rotations({ url: server.url, token: admin.token }),
    reveal: { ...bearing(server, caller), status: 200, requestsOf: reveals },
    rings: people.map(userRing),
  };
}
