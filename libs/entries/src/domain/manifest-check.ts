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

/** What is kept of a staged body. */
type Staged = Pick<BodyHead, 'id' | 'writtenAt'>;

/**
 * The last staged body of each entry, for the revision that a manifest names. It keeps nothing else of what was staged,
 * which may be five times as much.
 */
export class StagedBodies {
  private readonly newest = new Map<string, Staged>();
  private readonly entries = new Set<string>();

  /** `named`: the revisions of the manifest by entry id. */
  constructor(
    private readonly rekey: OpenRekey,
    private readonly named: ReadonlyMap<string, number>,
  ) {}

  /** Skips bodies of another generation: they were staged for an abandoned re-key with the same id. */
  add(heads: readonly BodyHead[]): void {
    for (const { id, entryId, generation, revision, writtenAt } of heads) {
      const wanted = this.named.get(entryId);
      if (generation !== this.rekey.generation || wanted === undefined) continue;
      this.entries.add(entryId);
      if (wanted !== revision - 1) continue;
      const known = this.newest.get(entryId);
      const head = { id, writtenAt };
      if (!known || isNewer(head, known)) this.newest.set(entryId, head);
    }
  }

  has(entryId: string): boolean {
    return this.entries.has(entryId);
  }

  /** The id of the body that was sealed again from the revision that the manifest names. Undefined: there is none. */
  bodyFor(entryId: string): string | undefined {
    return this.newest.get(entryId)?.id;
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
    const body = staged.bodyFor(id);
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

function isNewer(head: Staged, known: Staged): boolean {
  return head.writtenAt > known.writtenAt || (head.writtenAt === known.writtenAt && head.id > known.id);
}
