import { newId } from '#kernel';
import { SECRETS_RING, type Sealing } from '#keys';
import type { SecretStore } from '#secrets';
import { checkValue, firstVersion, sealContext } from '#secrets/testing';
import { each, type OpenedSite } from '../../faults/rotation/opened-site.js';
import { VALUE } from '../workload.js';

/** Inserts that wait at the same time: they share the commits of SQLite's writer. */
const AT_ONCE = 2_000;
export const AREAS = 10;
/** Of an area. */
export const TEAMS = 10;
/** One in this many is a secret that a deny takes away. */
const ROOT_EVERY = 20;

/** Areas and teams hold the same share of all, however many there are. */
export function pathOf(number: number): string {
  const area = number % AREAS;
  const team = Math.floor(number / AREAS) % TEAMS;
  const name = Math.floor(number / (AREAS * TEAMS)) % ROOT_EVERY === 0 ? 'root' : 'key';
  return `area-${area}/team-${team}/${name}-${number}`;
}

/**
 * Fills a stopped server's store with `count` secrets by the server's own sealing and its own store, without HTTP and
 * audit. The ids, in the order of the numbers.
 */
export async function seed({ secrets, sealing }: OpenedSite, count: number, atOnce = AT_ONCE): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  await each(ids.entries(), ([number, id]) => insert(secrets, sealing, id, pathOf(number)), atOnce);
  return ids;
}

async function insert({ heads }: SecretStore, sealing: Sealing, id: string, path: string): Promise<void> {
  const sealed = await sealing.seal(SECRETS_RING, sealContext({ id, path }, 1), checkValue(VALUE));
  const draft = { id, path, description: `The ${path} of the bench`, tags: ['bench'] };
  const secret = firstVersion(draft, sealed, { actorId: id, at: Date.now() });
  if ((await heads.insert(secret, newId())) !== 'inserted') throw new Error(`${path} is taken`);
}
