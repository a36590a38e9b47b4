import { newId } from '#kernel';
import { SECRETS_RING, type Sealing } from '#keys';
import type { SecretStore } from '#secrets';
import { checkValue, firstVersion, sealContext } from '#secrets/testing';
import { each, type OpenedSite } from '../../faults/rotation/opened-site.js';
import { VALUE } from '../workload.js';

/** Number of concurrent inserts, which share the commits of SQLite's writer. */
const AT_ONCE = 2_000;
export const AREAS = 10;
/** Of an area. */
export const TEAMS = 10;
/** One in this many secrets is denied. */
const ROOT_EVERY = 20;
/** The tag of one secret in 10, whose description has it too, and that of one in 10,000. No denied secret has one. */
export const COMMON = 'payroll';
export const RARE = 'legacy';
const COMMON_EVERY = 10;
const RARE_EVERY = 10_000;
const RARE_AT = 5_011;

/** Areas and teams hold the same share at every size. */
export function pathOf(number: number): string {
  const area = number % AREAS;
  const team = Math.floor(number / AREAS) % TEAMS;
  const name = Math.floor(number / (AREAS * TEAMS)) % ROOT_EVERY === 0 ? 'root' : 'key';
  return `area-${area}/team-${team}/${name}-${number}`;
}

/**
 * Fills the store of a stopped server with `count` secrets through its own sealing and store, without HTTP and audit.
 * Returns the ids in the order of their numbers.
 */
export async function seed({ secrets, sealing }: OpenedSite, count: number, atOnce = AT_ONCE): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  await each(ids.entries(), ([number, id]) => insert(secrets, sealing, id, number), atOnce);
  return ids;
}

async function insert({ heads }: SecretStore, sealing: Sealing, id: string, number: number): Promise<void> {
  const path = pathOf(number);
  const tags = tagsOf(number);
  const sealed = await sealing.seal(SECRETS_RING, sealContext({ id, path }, 1), checkValue(VALUE));
  const draft = { id, path, description: `The ${path} of the ${tags.join(' ')}`, tags };
  const secret = firstVersion(draft, sealed, { actorId: id, at: Date.now() });
  if ((await heads.insert(secret, newId())) !== 'inserted') throw new Error(`${path} is taken`);
}

/** The third of ten in a team, so that every part of a list has as many. */
function tagsOf(number: number): string[] {
  const place = Math.floor(number / (AREAS * TEAMS));
  const common = place % COMMON_EVERY === 3 ? [COMMON] : [];
  return ['bench', ...common, ...(number % RARE_EVERY === RARE_AT ? [RARE] : [])];
}
