import { Injectable } from '@nestjs/common';
import { Clock, PageWalk, type Stored } from '#kernel';
import type { Secret } from '../../domain/secret.js';
import { SecretStore } from '../../ports/secret.store.js';

/** Only bytes older than this are looked at, in milliseconds: whoever wrote them has long given up or published. */
export const SWEEP_AFTER_MS = 3_600_000;
const PAGE = 500;

interface ArchivedVersion {
  readonly id: string;
  readonly version: number;
}

/** Removes archived bytes that no head refers to: of trimmed, destroyed and purged versions. */
@Injectable()
export class SweepArchive {
  private readonly walk = new PageWalk<ArchivedVersion>(PAGE);

  constructor(
    private readonly store: SecretStore,
    private readonly clock: Clock,
  ) {}

  /** Resolves to how many versions were removed. */
  run(): Promise<number> {
    const before = this.clock.now() - SWEEP_AFTER_MS;
    return this.walk.run({
      read: (after, limit) => this.store.archivedBefore(before, after, limit),
      sweep: (rows) => this.sweep(rows),
    });
  }

  private async sweep(rows: readonly ArchivedVersion[]): Promise<number> {
    let swept = 0;
    for (const [id, versions] of Map.groupBy(rows, (row) => row.id)) {
      const head = await this.store.heads.load(id);
      for (const { version } of versions) if (await this.sweepVersion(id, version, head)) swept += 1;
    }
    return swept;
  }

  /**
   * What is listed stays, the current version too: a rotation may have archived it and be about to publish. Version
   * numbers never come back, so what is not listed never will be.
   */
  private async sweepVersion(id: string, version: number, head: Stored<Secret> | null): Promise<boolean> {
    const entry = head?.value.versions.find((listed) => listed.version === version);
    if (entry?.state === 'kept') return false;
    if (entry) await this.store.destroyVersion(id, version, this.clock.now());
    else await this.store.removeVersion(id, version);
    return true;
  }
}
