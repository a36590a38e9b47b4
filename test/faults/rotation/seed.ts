import { asPlaintext, newId, type Sealed } from '#kernel';
import { SECRETS_RING } from '#keys';
import { firstVersion, nextVersion, sealContext } from '#secrets/testing';
import { type KeptSecrets, valueAt } from '../support/kept-secrets.js';
import { each, type OpenedSite } from './opened-site.js';
import type { Filling } from './scale.js';

/** Under which every seeded secret lies: no client writes there. */
export const SEEDED = 'seeded/';

/** Of the sealed values, this share is personal data; of that, this share is one person's. */
const PERSONAL = 0.4;
const HERS = 0.5;
const OWNERS = 20;
/** Versions of a secret, in turn. */
const VERSIONS = [1, 1, 1, 3];
const KEPT = 10;

/** A secret of which every version is there to be revealed. */
export interface SeededSecret {
  readonly id: string;
  readonly path: string;
  readonly versions: number;
}

/** What a site was filled with. */
export interface Seeded {
  readonly secrets: readonly SeededSecret[];
  /** Ids of personal data of the person who was named. */
  readonly hers: readonly string[];
}

/** What a piece of personal data says: whoever finds it knows whether it is its own value. */
export function textOf(recordId: string): string {
  return `of ${recordId}`;
}

/** Fills the site with rings, secrets and personal data: half of that `person`'s, the rest of people made up. */
export async function seed(
  opened: OpenedSite,
  { rings, values }: Filling,
  kept: KeptSecrets,
  person: string,
): Promise<Seeded> {
  const users = Array.from({ length: rings }, () => newId());
  await each(users, (user) => opened.keyRings.createFor(user, newId()));
  const personal = Math.round(values * PERSONAL);
  const records = Array.from({ length: personal }, (_, at) => {
    return { id: newId(), ownerId: at < personal * HERS ? person : (users[at % OWNERS] ?? person) };
  });
  await each(records, ({ id, ownerId }) => insertRecord(opened, id, ownerId));
  const secrets = planned(values - personal);
  await each(secrets, (secret) => insertSecret(opened, secret));
  for (const { id, versions } of secrets) for (let n = 1; n <= versions; n += 1) kept.acknowledge(id, n);
  for (const { id } of records) kept.acknowledge(id, 1);
  return { secrets, hers: records.filter(({ ownerId }) => ownerId === person).map(({ id }) => id) };
}

function planned(values: number): SeededSecret[] {
  const secrets: SeededSecret[] = [];
  for (let left = values; left > 0; left -= secrets.at(-1)?.versions ?? left) {
    const versions = Math.min(left, VERSIONS[secrets.length % VERSIONS.length] ?? 1);
    secrets.push({ id: newId(), path: `${SEEDED}${secrets.length}`, versions });
  }
  return secrets;
}

async function insertRecord({ records, recordSealing }: OpenedSite, id: string, ownerId: string): Promise<void> {
  const at = Date.now();
  const record = { id, ownerId, dataType: 'text', version: 1, reseals: 0, createdAt: at, updatedAt: at };
  const sealed = await recordSealing.seal(record, asPlaintext(textOf(id)));
  if ((await records.records.insert({ ...record, sealed }, newId())) !== 'inserted') throw new Error(`${id} is taken`);
}

async function insertSecret(opened: OpenedSite, { id, path, versions }: SeededSecret): Promise<void> {
  const sealed = (version: number): Promise<Sealed> =>
    opened.sealing.seal(SECRETS_RING, sealContext({ id, path }, version), asPlaintext(valueAt(path, version)));
  const by = { actorId: id, at: Date.now() };
  let head = firstVersion({ id, path }, await sealed(1), by);
  while (head.version < versions) {
    await opened.secrets.archive(id, head.version, head.current, by.at);
    head = nextVersion(head, await sealed(head.version + 1), by, KEPT);
  }
  if ((await opened.secrets.heads.insert(head, newId())) !== 'inserted') throw new Error(`${path} is taken`);
}
