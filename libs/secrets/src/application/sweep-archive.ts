import { Injectable } from '@nestjs/common';
import { Clock, type Stored } from '#kernel';
import type { Secret } from '../domain/secret.js';
import { SecretStore } from '../ports/secret.store.js';

/** Only bytes older than this are looked at, in milliseconds: whoever wrote them has long given up or published. */
export const SWEEP_AFTER_MS = 3_600_000;
const PAGE = 500;
/** Pages that one run reads at most; the next one goes on where it stopped. */
const PAGES_A_RUN = 10;

interface ArchivedVersion {
  readonly id: string;
  readonly version: number;
}

/** Removes archived bytes that no head refers to: of trimmed, destroyed and purged versions. */
@Injectable()
export class SweepArchive {
  private place: ArchivedVersion | null = null;

  constructor(
    private readonly store: SecretStore,
    private readonly clock: Clock,
  ) {}

  /** Resolves to how many versions were removed. */
  async run(): Promise<number> {
    const before = this.clock.now() - SWEEP_AFTER_MS;
    let swept = 0;
    for (let page = 0; page < PAGES_A_RUN; page += 1) {
      const rows = await this.store.archivedBefore(before, this.place, PAGE);
      swept += await this.sweep(rows);
      this.place = rows.length < PAGE ? null : (rows.at(-1) ?? null);
      if (!this.place) break;
    }
    return swept;
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
