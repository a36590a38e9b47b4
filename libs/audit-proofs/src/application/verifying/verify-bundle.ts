import { hash } from 'node:crypto';
import { BundleError } from '../../domain/bundle/bundle-error.js';
import {
  CHECKPOINT_FILE,
  HOWTO_FILE,
  INCOMPLETE_FILE,
  MANIFEST_FILE,
  POLICY_FILE,
  type ValuesKind,
  VKEY_FILE,
} from '../../domain/bundle/bundle-paths.js';
import { type Manifest, parseManifest } from '../../domain/bundle/manifest.js';
import { type OpenedCheckpoint, openCheckpoint, parseCheckpoint } from '../../domain/notes/checkpoint.js';
import { splitNote } from '../../domain/notes/note.js';
import { NoteError } from '../../domain/notes/note-error.js';
import { parseVkey } from '../../domain/notes/note-key.js';
import { TILE_WIDTH } from '../../domain/tree/tiles.js';
import type { BundleFiles } from './bundle-files.js';
import { BundleTiles } from './bundle-tiles.js';
import { checkExtends, checkKept, type KeptCheckpoints, openedOr } from './check-checkpoints.js';
import { checkGroup, type GroupResult } from './check-group.js';
import { type Contents, checkGaps, checkPaths } from './check-paths.js';
import { checkTree } from './check-tree.js';
import { type Problem, Problems } from './problems.js';
import { TrailOrder } from './trail-order.js';
import { type EarlierCheckpoint, Trust } from './trust.js';

/** Of what a server says about a bundle that it broke off, in bytes. */
const MOST_WORDS = 300;
const SINCE = 'The checkpoint given with --since';
const SINCE_FILE = 'The file given with --since holds no checkpoint';

/** How entry bundles are checked: their results, in the order of `indexes`. */
export type CheckGroups = (tiles: BundleTiles, groups: readonly Group[]) => AsyncIterable<GroupResult>;

export interface Group {
  readonly index: number;
  readonly values: readonly ValuesKind[];
}

export interface VerifyOptions {
  /** A tlog-policy that the auditor trusts. Absent: the one in the bundle is used, and the bundle is not verified. */
  readonly policy?: Buffer;
  /** A checkpoint that the auditor kept. */
  readonly since?: Buffer;
  /** Absent: in this thread. */
  readonly checkGroups?: CheckGroups;
}

/** What a verifier found. */
export interface BundleReport {
  /** Consistent by the keys of a policy that was given. */
  readonly verified: boolean;
  /** Nothing is wrong by the keys that were trusted. **Who forges a bundle puts keys of their own into it.** */
  readonly consistent: boolean;
  readonly origin: string;
  readonly tree_size: number;
  /** base64. */
  readonly root: string;
  readonly from_seq: number;
  readonly to_seq: number;
  /** How many records were found in the tree. */
  readonly records: number;
  /** Where the keys came from that were trusted. */
  readonly keys: 'policy' | 'bundle';
  /** Without a policy: how many witnesses the bundle names. Their cosignatures count for nothing. */
  readonly unchecked_witnesses: number;
  /** The names and ids of the keys that signed the checkpoint; `time`: of a cosignature, RFC 3339. */
  readonly signed_by: readonly { readonly key: string; readonly time: string | null }[];
  /** How many earlier checkpoints in the bundle the tree was compared with. */
  readonly checkpoints: number;
  /** How many earlier checkpoints no trusted key signed: keys that are retired did, or anybody. The tree was not compared. */
  readonly unchecked_checkpoints: number;
  /** The size of the checkpoint that was given with `since`. */
  readonly since: number | null;
  /** Whether a trusted key signed that checkpoint. False: that it is genuine is known to the auditor alone. */
  readonly since_signed: boolean | null;
  readonly personal: 'included' | 'withheld';
  /** How many values beside the records were opened; how many personal ones were erased. */
  readonly values: { readonly opened: number; readonly erased: number };
  /** At most 100. */
  readonly problems: readonly Problem[];
  readonly problem_count: number;
}

/**
 * Verifies a bundle: signatures and quorum, every record against the tree and the tree against the root, the earlier
 * checkpoints, the numbers, the outcomes of intents, the values beside the records, and erasures. It trusts nothing in the
 * bundle. Where no policy is given, it compares by the keys of the bundle, and calls it consistent, not verified.
 *
 * Errors: BundleError if it is not a bundle, or `since` is no checkpoint.
 */
export async function verifyBundle(files: BundleFiles, options: VerifyOptions = {}): Promise<BundleReport> {
  requireFinished(files);
  const manifest = parseManifest(fileOf(files, MANIFEST_FILE));
  const problems = new Problems();
  const trust = options.policy ? Trust.of(options.policy) : Trust.ofKeysAlone(fileOf(files, POLICY_FILE));
  if (options.since) requireCheckpoint(options.since);
  const signed = openedOr(problems, 'The checkpoint', () => trust.open(fileOf(files, CHECKPOINT_FILE)));
  const counts = { records: 0, opened: 0, lacking: 0 };
  const earlier =
    signed === null ? null : await checkAll(files, { manifest, trust, signed, options, problems, counts });
  const consistent = problems.total === 0;
  return {
    verified: consistent && options.policy !== undefined,
    consistent,
    origin: manifest.origin,
    tree_size: manifest.tree_size,
    root: manifest.root,
    from_seq: manifest.from_seq,
    to_seq: manifest.to_seq,
    records: counts.records,
    keys: options.policy ? 'policy' : 'bundle',
    unchecked_witnesses: trust.ignoredWitnesses,
    signed_by: signed?.verified.map(({ key, time }) => ({ key: `${key.name}+${key.id}`, time: timeOf(time) })) ?? [],
    checkpoints: earlier?.kept.checked ?? 0,
    unchecked_checkpoints: earlier?.kept.unchecked ?? 0,
    since: earlier?.since?.checkpoint.size ?? null,
    since_signed: earlier?.since?.isSigned ?? null,
    personal: manifest.personal,
    values: { opened: counts.opened, erased: counts.lacking },
    problems: problems.list(),
    problem_count: problems.total,
  };
}

function requireCheckpoint(note: Buffer): void {
  try {
    parseCheckpoint(splitNote(note).text);
  } catch (error) {
    throw error instanceof NoteError ? new BundleError(`${SINCE_FILE}: ${error.message}.`) : error;
  }
}

interface Verifying {
  readonly manifest: Manifest;
  readonly trust: Trust;
  readonly signed: OpenedCheckpoint;
  readonly options: VerifyOptions;
  readonly problems: Problems;
  readonly counts: { records: number; opened: number; lacking: number };
}

interface Earlier {
  readonly kept: KeptCheckpoints;
  readonly since: EarlierCheckpoint | null;
}

async function checkAll(files: BundleFiles, work: Verifying): Promise<Earlier> {
  const { manifest, trust, signed, options, problems } = work;
  const { size, root } = signed.checkpoint;
  checkManifest(files, manifest, signed, problems);
  const tiles = new BundleTiles(files, size);
  const contents = checkPaths(files, tiles, manifest, problems);
  checkGaps(contents.groups, manifest, problems);
  await checkTree(tiles, root, problems);
  const kept = await checkKept(files, contents.kept, trust, tiles, problems);
  const { since: note } = options;
  const since = note ? openedOr(problems, SINCE, () => trust.readEarlier(note)) : null;
  if (since) await checkExtends(since.checkpoint, tiles, SINCE, problems);
  await checkRecords(files, tiles, contents, work);
  return { kept, since };
}

async function checkRecords(
  files: BundleFiles,
  tiles: BundleTiles,
  contents: Contents,
  work: Verifying,
): Promise<void> {
  const { manifest, problems, counts, options } = work;
  const order = new TrailOrder(problems);
  const kinds = manifest.personal === 'included' ? (['lasting', 'personal'] as const) : (['lasting'] as const);
  const isInRange = (index: number) =>
    index * TILE_WIDTH + 1 >= manifest.from_seq && index * TILE_WIDTH + 1 <= manifest.to_seq;
  const groups = contents.groups.map((index) => ({ index, values: isInRange(index) ? kinds : [] }));
  let at = 0;
  for await (const result of (options.checkGroups ?? inThisThread(files))(tiles, groups)) {
    const isOfRange = (groups[at++]?.values.length ?? 0) > 0;
    problems.addAll(result.problems, result.problemCount);
    order.see(result, isOfRange);
    if (isOfRange) counts.records += result.records;
    counts.opened += result.opened;
    counts.lacking += result.lacking;
  }
  order.end(manifest.later_erasures, tiles.size);
}

function inThisThread(files: BundleFiles): CheckGroups {
  return async function* (tiles, groups) {
    for (const { index, values } of groups) yield checkGroup(files, tiles, index, { values });
  };
}

/** The manifest says what the checkpoint says, and the files that nothing else covers are those that it names. */
function checkManifest(
  files: BundleFiles,
  manifest: Manifest,
  { checkpoint }: OpenedCheckpoint,
  problems: Problems,
): void {
  const isOfCheckpoint =
    manifest.origin === checkpoint.origin &&
    manifest.tree_size === checkpoint.size &&
    manifest.root === checkpoint.root.toString('base64');
  if (!isOfCheckpoint) problems.add(null, 'MANIFEST.json is of another checkpoint.');
  const { from_seq, to_seq, tree_size } = manifest;
  if (from_seq % TILE_WIDTH !== 1 || (to_seq % TILE_WIDTH !== 0 && to_seq !== tree_size))
    problems.add(null, 'MANIFEST.json has a range that no bundle has.');
  const expected = [POLICY_FILE, VKEY_FILE, HOWTO_FILE];
  if (Object.keys(manifest.files).join() !== expected.join())
    problems.add(null, 'MANIFEST.json does not name the files that no signature covers.');
  for (const path of expected) {
    if (manifest.files[path] !== hash('sha256', fileOf(files, path), 'hex'))
      problems.add(null, `${path} is not the one that MANIFEST.json names.`);
  }
  if (!isSignedBy(files)) problems.add(null, `${VKEY_FILE} is not a key that signed the checkpoint.`);
}

/** Whether the key beside the checkpoint signed it. Tools of others are given that key. */
function isSignedBy(files: BundleFiles): boolean {
  try {
    const vkey = fileOf(files, VKEY_FILE).toString('utf8');
    openCheckpoint(fileOf(files, CHECKPOINT_FILE), [parseVkey(vkey.replace(/\n$/, ''))]);
    return true;
  } catch (error) {
    if (error instanceof NoteError) return false;
    throw error;
  }
}

/** The server says why it could not finish a bundle. Its words are shown as plain ASCII, and not at any length. */
function requireFinished(files: BundleFiles): void {
  const why = files.read(INCOMPLETE_FILE);
  if (why === null) return;
  const words = why
    .toString('latin1', 0, MOST_WORDS)
    .trimEnd()
    .replaceAll(/[^ -~]/g, '?');
  throw new BundleError(`The bundle is not whole. The server broke it off: ${words}`);
}

function fileOf(files: BundleFiles, path: string): Buffer {
  const bytes = files.read(path);
  if (bytes === null) throw new BundleError(`There is no ${path}: it is no bundle, or not all of one.`);
  return bytes;
}

function timeOf(seconds: number | null): string | null {
  const date = new Date((seconds ?? Number.NaN) * 1_000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
