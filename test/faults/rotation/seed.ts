import { asPlaintext, newId, type Sealed } from '#kernel';
import { SECRETS_RING } from '#keys';
import { firstVersion, nextVersion, sealContext } from '#secrets/testing';
import { type KeptSecrets, valueAt } from '../support/kept-secrets.js';
import { each, type OpenedSite } from './opened-site.js';
import type { Filling } from './scale.js';

/** The path prefix of every seeded secret. No client writes there. */
export const SEEDED = 'seeded/';

/** The share of personal data among the sealed values, and the share of one person's data in that. */
const PERSONAL = 0.4;
const HERS = 0.5;
const OWNERS = 20;
/** Numbers of versions that secrets get, in turn. */
const VERSIONS = [1, 1, 1, 3];
const KEPT = 10;

/** A secret whose every version can be revealed. */
export interface SeededSecret {
  readonly id: string;
  readonly path: string;
  readonly versions: number;
}

/** The seeded data of a site. */
export interface Seeded {
  readonly secrets: readonly SeededSecret[];
  /** Ids of the personal data of the named person. */
  readonly hers: readonly string[];
}

/** The value of a record of personal data. It contains the id, so a reader knows whether it is the right value. */
export function textOf(recordId: string): string {
  return `of ${recordId}`;
}

/** Fills the site with rings, secrets and personal data. Half of that data is `person`'s; the rest is of invented people. */
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
  await records.records.insert({ ...record, sealed }, newId());
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
  await opened.secrets.heads.insert(head, newId());
}
