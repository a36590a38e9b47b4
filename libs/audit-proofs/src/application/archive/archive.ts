import { type AuditLog, type AuditTrail, isLost } from '#audit';
import { type Clock, CofferError, type RequestContext } from '#kernel';
import { TILE_WIDTH } from '../../domain/tree/tiles.js';
import type { CheckpointStore, StoredCheckpoint } from '../../ports/checkpoint.store.js';
import type { TileStore } from '../../ports/tile.store.js';
import type { BundleWriter } from '../bundles/bundle-writer.js';
import { isAfter } from '../checkpoints/history.js';
import type { BundleReport } from '../verifying/verify-bundle.js';
import { archivePath, digestOf, removeAbandoned, writeArchive } from './archive-file.js';
import { haveSameRecords } from './same-records.js';

/** How often the archive looks for the checkpoint that covers its record, in milliseconds. */
const LOOK_EVERY_MS = 500;

export interface ArchiveBounds {
  /** An archive begins and ends with so many records: those of a full tile of level 1, which stays and has the roots. */
  readonly alignment: number;
  /** An archive has at most so many times as many: more would have more files than a verifier takes. */
  readonly most: number;
  /** How long it waits for the checkpoint that covers its record, in milliseconds. */
  readonly coveredWithin: number;
}

export const ARCHIVE_BOUNDS: ArchiveBounds = {
  alignment: TILE_WIDTH * TILE_WIDTH,
  most: 750,
  coveredWithin: 300_000,
};

/** What an archive has done last. */
export type ArchiveStep = 'written' | 'verified' | 'recorded' | 'covered' | 'deleted';

export interface ArchiveOptions {
  /** Only records from before this time, in RFC 3339. */
  readonly before: string;
  /** The folder that the archive is written into. It exists. */
  readonly folder: string;
  /** Whether names, addresses and reasons go into it. An erasure does not reach them there. Otherwise they are lost. */
  readonly personal: boolean;
}

export interface Archive {
  readonly first: number;
  readonly last: number;
  readonly path: string;
  /** SHA-256, in hexadecimal. */
  readonly sha256: string;
}

export interface ArchiveParts {
  readonly log: AuditLog;
  readonly tiles: TileStore;
  readonly checkpoints: CheckpointStore;
  readonly trail: AuditTrail;
  readonly bundles: BundleWriter;
  readonly verify: (path: string) => Promise<BundleReport>;
  /** Up to which number the log was handed on, where records are handed on. Absent: they are not. */
  readonly handedOn?: () => Promise<number>;
  readonly clock: Clock;
}

/**
 * Moves old records out of the log, into a bundle that proves them. Nothing is deleted before the bundle was written, read
 * back and verified, the trail has its digest, and a signed checkpoint covers that record. A run that was killed leaves
 * everything, or a verified archive and a part of what it has. The next run finishes that.
 */
export class Archiving {
  constructor(
    private readonly parts: ArchiveParts,
    private readonly onStep: (step: ArchiveStep) => void = () => {},
    private readonly bounds = ARCHIVE_BOUNDS,
  ) {}

  /**
   * Null: there are too few old records for an archive. Errors: `conflict` if another file has the name of the archive, if
   * the archive does not verify or was changed, if no server signs the checkpoint, or if all old records stand behind an open
   * intent that is lost; PartUnavailable. Nothing was deleted then. `conflict`, too, if the store keeps records that are
   * archived.
   */
  async run(request: RequestContext, actorName: string, options: ArchiveOptions): Promise<Archive | null> {
    const { log, checkpoints } = this.parts;
    const archived = await this.finish((await log.first()) - 1);
    const range = await this.rangeOf(archived, options.before);
    await removeAbandoned(options.folder, this.parts.clock);
    if (range === null) return null;
    const archive = await this.write(range, options);
    this.onStep('verified');
    const before = await checkpoints.newest('signed');
    await this.record(request, actorName, archive);
    this.onStep('recorded');
    await this.covered(await log.head(), before);
    this.onStep('covered');
    await requireUnchanged(archive);
    requireDeleted(archive, await this.finish(archive.last));
    this.onStep('deleted');
    return archive;
  }

  /** Whole tiles of level 1, all of whose records are older, settled, handed on and covered by a checkpoint. */
  private async rangeOf(archived: number, before: string): Promise<Pick<Archive, 'first' | 'last'> | null> {
    const { log, checkpoints } = this.parts;
    const newer = (await log.seek({ from: before }, archived + 1)) ?? (await log.head()) + 1;
    const [open] = await log.openIntents(1);
    const size = (await checkpoints.newest('signed'))?.size ?? 0;
    const handedOn = (await this.parts.handedOn?.()) ?? Number.POSITIVE_INFINITY;
    const old = Math.min(newer - 1, size, handedOn);
    const most = Math.min(old, (open?.seq ?? Number.POSITIVE_INFINITY) - 1);
    // Where records are kept in batches, the last batch of an archived range may still be here: it is archived.
    const { alignment, most: mostTimes } = this.bounds;
    const first = Math.ceil(archived / alignment) * alignment + 1;
    const last = Math.min(Math.floor(most / alignment) * alignment, first - 1 + mostTimes * alignment);
    if (last >= first) return { first, last };
    if (open && isLost(open) && open.seq <= old)
      throw new CofferError(
        'conflict',
        `${open.damage.what} It is an open intent, so no record from it on can be archived.`,
      );
    return null;
  }

  private async write(range: Pick<Archive, 'first' | 'last'>, options: ArchiveOptions): Promise<Archive> {
    const { bundles, verify } = this.parts;
    const path = archivePath(options.folder, range);
    const { first, last } = range;
    const parts = bundles.stream({ fromSeq: first, toSeq: last, personal: options.personal });
    await writeArchive(path, parts, (partial) => haveSameRecords(partial, path, range));
    this.onStep('written');
    const { consistent, from_seq, to_seq, records, problems } = await verify(path);
    const isWhole = from_seq === first && to_seq === last && records === last - first + 1;
    if (consistent && isWhole) return { ...range, path, sha256: await digestOf(path) };
    const problem = problems[0]?.what ?? 'it has other records';
    throw new CofferError('conflict', `${path} does not verify: ${problem} Nothing was deleted.`);
  }

  private async record(request: RequestContext, actorName: string, archive: Archive): Promise<void> {
    const { first, last, path, sha256 } = archive;
    const changes = Object.entries({ records: `${first}-${last}`, sha256, place: path }).map(([field, value]) => ({
      field,
      before: null,
      after: [value],
      omitted: 0,
    }));
    const what = { action: 'audit:archive', resourceType: 'audit', resourceId: null, actorName, changes } as const;
    await this.parts.trail.succeeded(request, null, what);
  }

  /** Waits until a checkpoint covers the record with this number. It was signed after `before`, in no earlier epoch. */
  private async covered(seq: number, before: StoredCheckpoint | null): Promise<void> {
    const { checkpoints, clock } = this.parts;
    const end = clock.now() + this.bounds.coveredWithin;
    while (!covers(await checkpoints.newest('signed'), seq, before)) {
      if (clock.now() > end)
        throw new CofferError(
          'conflict',
          `No server has signed a checkpoint over record ${seq}, which has the digest of the archive. Nothing was deleted. Start a server, and call the command again.`,
        );
      await clock.sleep(LOOK_EVERY_MS);
    }
  }

  /** Deletes what is archived. May be repeated. */
  private async finish(upTo: number): Promise<number> {
    const archived = await this.parts.log.prune(upTo);
    await this.parts.tiles.dropLeaves(Math.floor(archived / TILE_WIDTH));
    return archived;
  }
}

function covers(newest: StoredCheckpoint | null, seq: number, before: StoredCheckpoint | null): boolean {
  return newest !== null && newest.size >= seq && isAfter(newest, before);
}

async function requireUnchanged({ path, sha256 }: Archive): Promise<void> {
  const digest = await digestOf(path).catch(() => null);
  if (digest === sha256) return;
  throw new CofferError('conflict', `${path} was changed after its digest was recorded. Nothing was deleted.`);
}

/** A store that keeps records in batches may keep the last ones: fewer than a tile has. */
function requireDeleted({ path, last }: Archive, archived: number): void {
  if (archived > last - TILE_WIDTH) return;
  const kept = `the store has kept its records from ${archived + 1} on. Call the command again.`;
  throw new CofferError('conflict', `${path} is whole and verified, but ${kept}`);
}
