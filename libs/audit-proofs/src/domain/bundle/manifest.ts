import { HASH_BYTES } from '#kernel';
import { isKeyName } from '../notes/note-key.js';
import { readBase64 } from '../notes/text.js';
import { BundleError } from './bundle-error.js';

/** An erasure that the checkpoint of the bundle does not cover yet: a later bundle proves it. */
export interface LaterErasure {
  readonly actor_id: string;
  /** The number of the newest `audit:erase` record of that account. */
  readonly seq: number;
}

/** What a bundle says about itself. Everything in it is compared with the rest of the bundle. */
export interface Manifest {
  readonly format: 'coffer-audit-bundle/1';
  /** The name of a key of notes. */
  readonly origin: string;
  readonly tree_size: number;
  /** base64 of 32 bytes. */
  readonly root: string;
  /** The records of the bundle, both included. All of the log: from 1 to `tree_size`. */
  readonly from_seq: number;
  readonly to_seq: number;
  /** `withheld`: no name, address or reason is in the bundle, erased or not. */
  readonly personal: 'included' | 'withheld';
  readonly later_erasures: readonly LaterErasure[];
  /** The SHA-256, in hex, of each file that no signature and no tree covers. */
  readonly files: Readonly<Record<string, string>>;
}

export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Reads what {@link manifestText} writes. BundleError for any other text: so no byte of it can change unseen. */
export function parseManifest(bytes: Buffer): Manifest {
  const text = bytes.toString('utf8');
  const found = parsed(text);
  if (found === null) throw new BundleError('MANIFEST.json is not written as a bundle writes it.');
  if (found.format !== 'coffer-audit-bundle/1')
    throw new BundleError('MANIFEST.json is of a format that this version does not know.');
  if (!Buffer.from(manifestText(shaped(found))).equals(bytes))
    throw new BundleError('MANIFEST.json is not written as a bundle writes it.');
  return found;
}

function parsed(text: string): Manifest | null {
  try {
    const found: unknown = JSON.parse(text);
    return found !== null && typeof found === 'object' && hasShape(found as Manifest) ? (found as Manifest) : null;
  } catch {
    return null;
  }
}

function hasShape(of: Manifest): boolean {
  const texts = [of.format, of.personal];
  const counts = [of.tree_size, of.from_seq, of.to_seq];
  const isRange = of.from_seq <= of.to_seq && of.to_seq <= of.tree_size;
  return (
    texts.every((text) => typeof text === 'string') &&
    isOrigin(of.origin) &&
    isRoot(of.root) &&
    counts.every((count) => Number.isSafeInteger(count) && count >= 1) &&
    isRange &&
    ['included', 'withheld'].includes(of.personal) &&
    Array.isArray(of.later_erasures) &&
    of.later_erasures.every((one) => typeof one?.actor_id === 'string' && Number.isSafeInteger(one.seq)) &&
    typeof of.files === 'object' &&
    of.files !== null &&
    Object.values(of.files).every((sum) => typeof sum === 'string')
  );
}

/** Verifiers print it: it must be the name of a key, as in a signed note. */
function isOrigin(origin: unknown): boolean {
  return typeof origin === 'string' && isKeyName(origin);
}

function isRoot(root: unknown): boolean {
  return typeof root === 'string' && readBase64(root)?.length === HASH_BYTES;
}

/** The keys that are known, in their order. */
function shaped(of: Manifest): Manifest {
  const { format, origin, tree_size, root, from_seq, to_seq, personal, later_erasures, files } = of;
  const later = later_erasures.map(({ actor_id, seq }) => ({ actor_id, seq }));
  return { format, origin, tree_size, root, from_seq, to_seq, personal, later_erasures: later, files };
}
