import { Injectable } from '@nestjs/common';
import { Clock, PageWalk, type Stored } from '#kernel';
import type { Secret } from '../../domain/secret.js';
import { SecretStore } from '../../ports/secret.store.js';

/** The sweep looks only at bytes older than this, in milliseconds. Their writer has published or given up by then. */
export const SWEEP_AFTER_MS = 3_600_000;
const PAGE = 500;

interface ArchivedVersion {
  readonly id: string;
  readonly version: number;
}

/** Removes archived bytes that no head lists: of trimmed, destroyed and purged versions. */
@Injectable()
export class SweepArchive {
  private readonly walk: PageWalk<ArchivedVersion>;

  constructor(
    private readonly store: SecretStore,
    private readonly clock: Clock,
  ) {
    this.walk = new PageWalk(PAGE, clock);
  }

  /** Resolves to the number of versions that it removed. `stop`: ends it early; what it passes over waits for the next walk. */
  run(stop?: AbortSignal): Promise<number> {
    const before = this.clock.now() - SWEEP_AFTER_MS;
    const read = (after: ArchivedVersion | null, limit: number) => this.store.archivedBefore(before, after, limit);
    return this.walk.run({ read, sweep: (rows) => this.sweep(rows, stop) }, stop);
  }

  private async sweep(rows: readonly ArchivedVersion[], stop?: AbortSignal): Promise<number> {
    let swept = 0;
    for (const [id, versions] of Map.groupBy(rows, (row) => row.id)) {
      if (stop?.aborted) break;
      const head = await this.store.heads.load(id);
      for (const { version } of versions) if (await this.sweepVersion(id, version, head)) swept += 1;
    }
    return swept;
  }

  /**
   * Keeps the bytes of listed versions, also of the current one: a rotation may have archived it and be about to
   * publish. Version numbers are never used again, so an unlisted version is never listed again.
   */
  private async sweepVersion(id: string, version: number, head: Stored<Secret> | null): Promise<boolean> {
    const entry = head?.value.versions.find((listed) => listed.version === version);
    if (entry?.state === 'kept') return false;
    if (entry) await this.store.destroyVersion(id, version, this.clock.now());
    else await this.store.removeVersion(id, version);
    return true;
  }
}
