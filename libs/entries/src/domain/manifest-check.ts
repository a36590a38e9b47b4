import { CofferError, invalidField } from '#kernel';
import type { BodyHead } from './entry-body.js';
import type { OpenRekey, Vault } from './vault.js';
import { liveEntries } from './vault-state.js';

/** The most ids that an error names. */
const NAMED_MOST = 20;

/** One item of a manifest: `<entry id>:<revision>`. */
export const MANIFEST_ITEM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}:[1-9]\d{0,8}$/;

/**
 * `missing`: a live entry that the manifest does not name, or that nothing was staged for. `extra`: an entry that the
 * vault does not hold. `stale`: an entry with another revision than the manifest names or than was staged.
 */
type Fault = 'missing' | 'extra' | 'stale';

const SENTENCES: Readonly<Record<Fault, string>> = {
  missing: 'The vault holds this entry, but the manifest does not name it or nothing was staged for it.',
  extra: 'The vault does not hold this entry.',
  stale: 'This entry has another revision than the manifest names or than was staged.',
};

/**
 * The revisions of a manifest by entry id. Each item is a {@link MANIFEST_ITEM}. 400 for an entry that is named twice.
 *
 * @example
 * parseManifest(['01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a:3']).get('01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a'); // 3
 */
export function parseManifest(items: readonly string[]): ReadonlyMap<string, number> {
  const named = new Map(items.map((item) => [item.slice(0, 36), Number(item.slice(37))]));
  if (named.size === items.length) return named;
  throw invalidField('manifest', 'unique', 'manifest must name each entry once.');
}

/** The last staged body for each entry and revision of a re-key. */
export class StagedBodies {
  private readonly newest = new Map<string, BodyHead>();
  private readonly entries = new Set<string>();

  constructor(private readonly rekey: OpenRekey) {}

  /** Skips bodies of another generation: they were staged for an abandoned re-key with the same id. */
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

  /** The id of the body that was sealed again from this revision. Undefined: there is none. */
  bodyFor(entryId: string, revision: number): string | undefined {
    return this.newest.get(keyOf(entryId, revision))?.id;
  }
}

/**
 * The id of the body of each live entry's next revision. Errors: `manifest_mismatch` unless the manifest names exactly
 * the live entries with their present revisions, and each is staged. The error names up to 20 entries and their faults.
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
  const detail = 'The manifest does not match the vault or what was staged. Nothing was changed.';
  return new CofferError('manifest_mismatch', detail, { fields });
}

function keyOf(entryId: string, revision: number): string {
  return `${entryId}:${revision}`;
}

function isNewer(head: BodyHead, known: BodyHead): boolean {
  return head.writtenAt > known.writtenAt || (head.writtenAt === known.writtenAt && head.id > known.id);
}
