import { Injectable } from '@nestjs/common';
import { Clock, CofferError, type RequestContext, type Stored } from '#kernel';
import { isRestorable } from '../../domain/lifecycle.js';
import { type ListPlace, rangeOfPath } from '../../domain/path.js';
import type { Secret, SecretSummary } from '../../domain/secret.js';
import { SecretSettings } from '../../ports/secret.settings.js';
import { SecretStore } from '../../ports/secret.store.js';

const BATCH = 1_000;
const BATCHES_MAX = 5;
/** What a look costs beyond its request, in tokens: as much as a list, which reads as many rows. */
const COST = 4;

/** Finds deleted secrets by their path. A deleted secret frees its path, so one path may have had many of them. */
@Injectable()
export class DeletedSecrets {
  constructor(
    private readonly store: SecretStore,
    private readonly settings: SecretSettings,
    private readonly clock: Clock,
  ) {}

  /**
   * Of the secrets of this path that can be restored, the one that was deleted last. It decides nothing and audits
   * nothing: ask first what the caller may know. Throws `limit_reached` if the path had more than 5,000 secrets.
   */
  async newestAt(request: RequestContext, path: string): Promise<Stored<Secret> | null> {
    request.cost = (request.cost ?? 0) + COST;
    const newest = await this.newest(path);
    const head = newest && (await this.store.heads.load(newest.id));
    return head && this.canComeBack(head.value) ? head : null;
  }

  private async newest(path: string): Promise<SecretSummary | null> {
    let newest: SecretSummary | null = null;
    let after: ListPlace | null = null;
    for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
      const rows: Stored<SecretSummary>[] = await this.store.scan('deleted', rangeOfPath(path), after, BATCH);
      for (const { value } of rows) {
        await this.clock.giveWay();
        if (this.canComeBack(value) && isLater(value, newest)) newest = value;
        after = { path: value.path, id: value.id };
      }
      if (rows.length < BATCH) return newest;
    }
    throw new CofferError(
      'limit_reached',
      'More than 5,000 deleted secrets had this path: restore one by its id (POST /api/v1/secrets/{id}/restore).',
    );
  }

  private canComeBack(secret: SecretSummary | Secret): boolean {
    return isRestorable(secret, this.clock.now(), this.settings.retentionMs);
  }
}

/** Ids are made in the order of time: of two that were deleted in one millisecond, the later one was made later. */
function isLater({ deletedAt, id }: SecretSummary, than: SecretSummary | null): boolean {
  if (than === null) return true;
  const [one, other] = [deletedAt ?? 0, than.deletedAt ?? 0];
  return one > other || (one === other && id > than.id);
}
