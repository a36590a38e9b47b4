import { CofferError, invalidField } from '#kernel';
import type { BodyHead } from './entry-body.js';
import type { OpenRekey, Vault } from './vault.js';
import { liveEntries } from './vault-state.js';

/** Ids that a refusal names at most. */
const NAMED_MOST = 20;

/** One item of a manifest: `<entry id>:<revision>`. */
export const MANIFEST_ITEM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}:[1-9]\d{0,8}$/;

/**
 * `missing`: the vault holds it, and the manifest does not name it or nothing was staged for it. `extra`: the vault does
 * not hold it. `stale`: it has another revision than the manifest or what was staged says.
 */
type Fault = 'missing' | 'extra' | 'stale';

const SENTENCES: Readonly<Record<Fault, string>> = {
  missing: 'The vault holds this entry, and it is not in the manifest or nothing was staged for it.',
  extra: 'The vault holds no such entry.',
  stale: 'This entry has another revision than was named or staged.',
};

/** Revisions by entry id; 400 for an entry that is named twice. Every item is a {@link MANIFEST_ITEM}. */
export function parseManifest(items: readonly string[]): ReadonlyMap<string, number> {
  const named = new Map(items.map((item) => [item.slice(0, 36), Number(item.slice(37))]));
  if (named.size === items.length) return named;
  throw invalidField('manifest', 'unique', 'manifest must name each entry once.');
}

/** Of what was staged for the re-key, by entry id and the revision it re-encrypts: the body that came last. */
export class StagedBodies {
  private readonly newest = new Map<string, BodyHead>();
  private readonly entries = new Set<string>();

  constructor(private readonly rekey: OpenRekey) {}

  /** Those of another generation were staged for a re-key of the same id that was abandoned. */
  add(heads: readonly BodyHead[]): void {
    for (const head of heads) {
      if (head.generation !== this.rekey.generation) continue;
      const key = keyOf(head.entryId, head.revision - 1);
      const known = this.newest.get(key);
      if (!known || isNewer(head, known)) this.newest.set(key, head);
      this.entries.add(head.entryId);
    }
  }

  has(entryId: string): boolean {
    return this.entries.has(entryId);
  }

  /** The id of the body that re-encrypts this revision; undefined: there is none. */
  bodyFor(entryId: string, revision: number): string | undefined {
    return this.newest.get(keyOf(entryId, revision))?.id;
  }
}

/**
 * The body of each live entry's next revision. `manifest_mismatch` unless the manifest names exactly the live entries at
 * their present revisions, and each is staged: it names up to 20 ids and what is wrong with them.
 */
export function checkManifest(
  vault: Vault,
  named: ReadonlyMap<string, number>,
  staged: StagedBodies,
): ReadonlyMap<string, string> {
  const bodies = new Map<string, string>();
  const faults: [string, Fault][] = [];
  const live = liveEntries(vault);
  for (const { id, revision } of live) {
    const body = staged.bodyFor(id, revision);
    if (named.get(id) === revision && body !== undefined) bodies.set(id, body);
    else faults.push([id, !named.has(id) || !staged.has(id) ? 'missing' : 'stale']);
  }
  const held = new Set(live.map(({ id }) => id));
  for (const id of named.keys()) if (!held.has(id)) faults.push([id, 'extra']);
  if (faults.length > 0) throw mismatch(faults);
  return bodies;
}

function mismatch(faults: readonly [string, Fault][]): CofferError {
  const fields = faults.slice(0, NAMED_MOST).map(([id, code]) => ({
    field: `manifest.${id}`,
    code,
    message: SENTENCES[code],
  }));
  const detail = 'The manifest does not name what the vault holds and what was staged: nothing was changed.';
  return new CofferError('manifest_mismatch', detail, { fields });
}

function keyOf(entryId: string, revision: number): string {
  return `${entryId}:${revision}`;
}

function isNewer(head: BodyHead, known: BodyHead): boolean {
  return head.writtenAt > known.writtenAt || (head.writtenAt === known.writtenAt && head.id > known.id);
}
