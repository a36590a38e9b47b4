import { hash } from 'node:crypto';
import { type AuditLog, leafHashesOf, type StoredRecord } from '#audit';
import { type Clock, CofferError } from '#kernel';
import {
  CHECKPOINT_FILE,
  HOWTO_FILE,
  INCOMPLETE_FILE,
  keptPath,
  MANIFEST_FILE,
  POLICY_FILE,
  VKEY_FILE,
  valuesPath,
} from '../../domain/bundle/bundle-paths.js';
import { disclosureLines } from '../../domain/bundle/disclosures.js';
import { HOWTO } from '../../domain/bundle/howto.js';
import { manifestText } from '../../domain/bundle/manifest.js';
import { END_OF_TAR, tarFile } from '../../domain/bundle/ustar.js';
import { parseVkey } from '../../domain/notes/note-key.js';
import { formatPolicy } from '../../domain/notes/policy-file.js';
import { encodeEntries } from '../../domain/tree/entries.js';
import { entriesPath, TILE_WIDTH, tilePath } from '../../domain/tree/tiles.js';
import type { CheckpointStore, StoredCheckpoint } from '../../ports/checkpoint.store.js';
import type { TileStore } from '../../ports/tile.store.js';
import { keptAfter } from '../checkpoints/history.js';
import { NO_WITNESSES, type Witnesses } from '../reading/policy-file.js';
import { longRecord } from '../tree/long-record.js';
import { type AskedRange, type BundleRange, bundleRange, groupOf } from './bundle-range.js';
import { type BundleFile, damaged, leafTile, upperTiles } from './bundle-tree.js';
import { Erasures } from './erasures.js';

export interface BundleOptions extends AskedRange {
  /** The first record that is asked for. It is aligned down to a multiple of 256, plus 1. Absent: the first in the log. */
  readonly fromSeq?: number;
  /** The last one. It is aligned up to a multiple of 256, or to the size of the tree. Absent: all that a checkpoint covers. */
  readonly toSeq?: number;
  /** Whether the names, addresses and reasons that were not erased go into it. */
  readonly personal: boolean;
}

/** How often a bundle is extended by what was checkpointed while it was written. */
const MOST_ROUNDS = 8;
/** A witnessed checkpoint that is older than the newest by more is not waited for, in milliseconds. */
const WITNESSED_LAG_MS = 600_000;
/** Between the file that says why a bundle is incomplete and the break, so that the reader gets it, in milliseconds. */
const LAST_WORDS_MS = 500;

/** What is known when all full entry bundles are written. */
interface Written {
  readonly checkpoint: StoredCheckpoint;
  readonly range: { readonly first: number; readonly last: number };
  readonly erasures: Erasures;
  readonly personal: boolean;
}

/**
 * Writes bundles: what an auditor needs to verify a range of the log without the server. It reads the stores alone and
 * needs no keyring. `witnesses`: those of the log, which the bundle names.
 */
export class BundleWriter {
  constructor(
    private readonly log: AuditLog,
    private readonly tiles: TileStore,
    private readonly checkpoints: CheckpointStore,
    private readonly clock: Clock,
    private readonly witnesses: Witnesses = NO_WITNESSES,
  ) {}

  /**
   * A tar (POSIX ustar) with the files of a bundle. The last file is `checkpoint`, so a part of it never looks whole. It
   * reads the log while it is consumed, at most 256 records at a time, and gives way to other work.
   *
   * Errors come before the first bytes, or break the stream after the file INCOMPLETE, which says why: `validation_failed` (no
   * such range), `conflict` (no checkpoint covers it yet, or it is archived, also meanwhile), PartUnavailable('store').
   */
  async *stream(options: BundleOptions): AsyncGenerator<Buffer> {
    const started = await this.newest(Math.max(options.fromSeq ?? 1, options.toSeq ?? 1));
    const range = bundleRange(options, await this.log.first(), started.size);
    let isBegun = false;
    try {
      for await (const { path, bytes } of this.files(options, range, started)) {
        await this.clock.giveWay();
        yield tarFile(path, bytes, started.at);
        isBegun = true;
      }
    } catch (error) {
      const failure = await this.whyBroken(error, range);
      if (isBegun && failure instanceof CofferError) {
        yield tarFile(INCOMPLETE_FILE, Buffer.from(`${failure.message}\n`), started.at);
        await this.clock.sleep(LAST_WORDS_MS);
      }
      throw failure;
    }
    yield END_OF_TAR;
  }

  /** An archive may have deleted what is read: then that is the reason, and no damage. */
  private async whyBroken(error: unknown, { first }: BundleRange): Promise<unknown> {
    const kept = await this.log.first().catch(() => 1);
    if (kept <= first * TILE_WIDTH + 1) return error;
    return new CofferError(
      'conflict',
      `Records up to ${kept - 1} were archived while this bundle was written: ask for it again. The archive has them.`,
    );
  }

  private async *files(
    options: BundleOptions,
    range: BundleRange,
    started: StoredCheckpoint,
  ): AsyncGenerator<BundleFile> {
    const erasures = new Erasures(this.log, this.clock);
    const write = (index: number) => this.group(index, TILE_WIDTH, options.personal ? erasures : null);
    let checkpoint = started;
    let next = range.first;
    for (let round = 0; ; round++) {
      for (; next < fullGroups(range, checkpoint.size); next++) yield* write(next);
      const newer = await this.newest(checkpoint.size);
      if (newer.epoch !== started.epoch)
        throw new CofferError('conflict', 'The log was restored meanwhile: ask again.');
      if (newer.size <= checkpoint.size || round === MOST_ROUNDS) break;
      checkpoint = newer;
    }
    const last = range.last ?? groupOf(checkpoint.size);
    yield* this.end({ checkpoint, range: { first: range.first, last }, erasures, personal: options.personal });
  }

  /** The right edge of the tree, the levels above, the proofs of erasures, and what describes the bundle. */
  private async *end({ checkpoint, range, erasures, personal }: Written): AsyncGenerator<BundleFile> {
    const { size } = checkpoint;
    const [edge, width] = [Math.floor(size / TILE_WIDTH), size % TILE_WIDTH];
    if (width > 0) {
      if (edge <= range.last) yield* this.group(edge, width, personal ? erasures : null);
      else yield edgeTile(edge, await this.records(edge, width));
    }
    const erased = personal ? await erasures.found() : [];
    const proving = new Set(erased.filter(({ seq }) => seq <= size).map(({ seq }) => groupOf(seq)));
    for (const index of [...proving].sort((a, b) => a - b)) {
      if (index >= range.first && index <= range.last) continue;
      yield* this.proving(index, index === edge ? width : TILE_WIDTH);
    }
    yield* upperTiles(this.tiles, size);
    const [first, last] = [range.first * TILE_WIDTH + 1, Math.min(size, (range.last + 1) * TILE_WIDTH)];
    for await (const kept of this.kept(first, last, checkpoint))
      yield { path: keptPath(kept), bytes: Buffer.from(kept.note) };
    const described = describing(checkpoint, this.witnesses);
    yield* described;
    const manifest = manifestText({
      format: 'coffer-audit-bundle/1',
      ...{ origin: checkpoint.origin, tree_size: size, root: checkpoint.root },
      ...{ from_seq: first, to_seq: last, personal: personal ? 'included' : 'withheld' },
      later_erasures: erased.filter(({ seq }) => seq > size),
      files: Object.fromEntries(described.map(({ path, bytes }) => [path, hash('sha256', bytes, 'hex')])),
    });
    yield { path: MANIFEST_FILE, bytes: Buffer.from(manifest) };
    yield { path: CHECKPOINT_FILE, bytes: Buffer.from(checkpoint.note) };
  }

  /** The records of an entry bundle, the values beside them, and the tile over them. */
  private async *group(index: number, width: number, erasures: Erasures | null): AsyncGenerator<BundleFile> {
    const records = await this.records(index, width);
    yield entries(index, records);
    yield width === TILE_WIDTH ? await leafTile(this.tiles, index) : edgeTile(index, records);
    for (const kind of erasures ? (['lasting', 'personal'] as const) : (['lasting'] as const)) {
      const lines = disclosureLines(records, kind);
      if (lines !== '') yield { path: valuesPath(kind, index), bytes: Buffer.from(lines) };
    }
    for (const record of records) erasures?.see(record);
  }

  /** The records of an entry bundle outside of the range, of which one says that something in the range was erased. */
  private async *proving(index: number, width: number): AsyncGenerator<BundleFile> {
    yield entries(index, await this.records(index, width));
    if (width === TILE_WIDTH) yield await leafTile(this.tiles, index);
  }

  private async records(index: number, width: number): Promise<StoredRecord[]> {
    const first = index * TILE_WIDTH + 1;
    const records: StoredRecord[] = [];
    while (records.length < width) {
      const more = await this.log.read(first + records.length, width - records.length);
      const gap = more.findIndex(({ seq }, at) => seq !== first + records.length + at);
      if (more.length === 0 || gap >= 0)
        throw damaged(`Record ${first + records.length + Math.max(gap, 0)} is missing: no bundle can be made.`);
      records.push(...more);
    }
    const long = longRecord(records);
    if (long !== null) throw damaged(`Record ${long} is too long: no bundle can be made.`);
    return records;
  }

  /** The newest checkpoint: the witnessed one, while the witnesses keep up and it covers record `seq`. */
  private async newest(seq: number): Promise<StoredCheckpoint> {
    const [signed, witnessed] = [await this.checkpoints.newest('signed'), await this.checkpoints.newest('witnessed')];
    if (signed === null) throw new CofferError('conflict', 'The audit has no checkpoint yet: wait for the first one.');
    const keepsUp = witnessed?.epoch === signed.epoch && signed.at - witnessed.at <= WITNESSED_LAG_MS;
    return witnessed && keepsUp && witnessed.size >= seq ? witnessed : signed;
  }

  /** The kept checkpoints whose last leaf is in the bundle. */
  private async *kept(first: number, last: number, newest: StoredCheckpoint): AsyncGenerator<StoredCheckpoint> {
    for await (const kept of keptAfter(this.checkpoints, null)) {
      const isNewest = kept.epoch === newest.epoch && kept.size === newest.size;
      if (kept.size >= first && kept.size <= last && !isNewest) yield kept;
    }
  }
}

/** How many entry bundles of the range a tree of that size has full; the index after the last. */
function fullGroups({ last }: BundleRange, size: number): number {
  return Math.min(Math.floor(size / TILE_WIDTH), last === null ? Number.POSITIVE_INFINITY : last + 1);
}

function entries(index: number, records: readonly StoredRecord[]): BundleFile {
  return { path: entriesPath(index, records.length), bytes: encodeEntries(records.map(({ leaf }) => leaf)) };
}

/** The last tile of level 0, which is not full. */
function edgeTile(index: number, records: readonly StoredRecord[]): BundleFile {
  return { path: tilePath({ level: 0, index }, records.length), bytes: leafHashesOf(records) };
}

/** What the operator says of the keys and the witnesses. A verifier takes the witnesses from the auditor alone. */
function describing({ keys }: StoredCheckpoint, witnesses: Witnesses): BundleFile[] {
  const active = keys.findLast(({ state }) => state === 'active') ?? keys.at(-1);
  const policy = formatPolicy({ ...witnesses, logs: keys.map(({ vkey }) => ({ key: parseVkey(vkey), url: null })) });
  return [
    { path: POLICY_FILE, bytes: Buffer.from(policy) },
    { path: VKEY_FILE, bytes: Buffer.from(`${active?.vkey ?? ''}\n`) },
    { path: HOWTO_FILE, bytes: Buffer.from(HOWTO) },
  ];
}
