import { Injectable } from '@nestjs/common';
import type { Sealed, Stored } from '#kernel';
import {
  type Moved,
  type ResealedPage,
  repeatablePage,
  resealDocument,
  resealedPage,
  SECRETS_RING,
  type SealedHolder,
  Sealing,
} from '#keys';
import { resealed, standingOf } from '../../domain/lifecycle.js';
import {
  AFTER_THE_HEADS,
  type ArchivedPlace,
  archivePlace,
  headPlace,
  parsePlace,
  type ResealPlace,
} from '../../domain/reseal-place.js';
import type { Secret } from '../../domain/secret.js';
import { SecretStore } from '../../ports/secret.store.js';
import { sealContext } from '../versions/seal-context.js';

/** Values of one page. A sealed value has at most 90 KiB in base64. */
const PAGE = 100;
/** Values that are sealed anew at the same time. More would slow down reveals. */
const AT_ONCE = 4;
/** Writes of one archived value that are tried at most. */
const ATTEMPTS = 3;
/** Later than any archived row was written. */
const ANY_TIME = Number.MAX_SAFE_INTEGER;

/**
 * Seals team secrets anew when their ring rotates: first the heads, then the archive. A value moves from a head to the
 * archive and never back, so a value that leaves a head after its visit is sealed under the active version already.
 */
@Injectable()
export class ResealSecrets implements SealedHolder {
  readonly name = 'secrets';

  constructor(
    private readonly store: SecretStore,
    private readonly sealing: Sealing,
  ) {}

  holds(ring: string): boolean {
    return ring === SECRETS_RING;
  }

  estimate(): Promise<number> {
    return this.store.countSealed();
  }

  /** `place`: where the page before ended, see reseal-place. Errors: PartUnavailable. */
  async reseal(_ring: string, version: number, place: string | null): Promise<ResealedPage> {
    const from = parsePlace(place);
    return repeatablePage(() =>
      from.walk === 'heads' ? this.headsPage(version, from) : this.archivePage(version, from.after),
    );
  }

  private async headsPage(version: number, { after }: Extract<ResealPlace, { walk: 'heads' }>): Promise<ResealedPage> {
    const heads = await this.store.headsAfter(after, PAGE);
    const moved = await eachOf(heads, (head) => this.moveHead(head, version));
    const last = heads.at(-1);
    const next = heads.length < PAGE || !last ? AFTER_THE_HEADS : headPlace(last.value.id);
    return resealedPage(moved, next);
  }

  private moveHead(first: Stored<Secret>, version: number): Promise<Moved> {
    return resealDocument(this.store.heads, first, async (secret) => {
      const next = await this.anew(secret, secret.version, secret.current, version);
      if (next === null) return null;
      return next === secret.current ? secret : resealed(secret, next);
    });
  }

  private async archivePage(version: number, after: ArchivedPlace | null): Promise<ResealedPage> {
    const rows = await this.store.archivedBefore(ANY_TIME, after, PAGE);
    const moved = await eachOf([...Map.groupBy(rows, ({ id }) => id)], async ([id, group]) => {
      const head = await this.store.heads.load(id);
      const outcomes: Moved[] = [];
      for (const row of group) outcomes.push(await this.moveArchived(head, row.version, version));
      return outcomes;
    });
    const last = rows.at(-1);
    return resealedPage(moved.flat(), rows.length < PAGE || !last ? null : archivePlace(last));
  }

  /**
   * Leaves bytes that no head lists to the sweep: they are never revealed again. The loop is not `changeDocument`:
   * archived bytes are no document and have no revision.
   */
  private async moveArchived(head: Stored<Secret> | null, archived: number, version: number): Promise<Moved> {
    const standing = head && standingOf(head.value, archived);
    if (!head || !standing || standing === 'destroyed') return 'current';
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const sealed = await this.store.loadVersion(head.value.id, archived);
      if (!sealed) return 'current';
      const next = await this.anew(head.value, archived, sealed, version);
      if (next === null) return 'failed';
      if (next === sealed) return 'current';
      if (await this.store.replaceVersion(head.value.id, archived, sealed, next)) return 'resealed';
    }
    return 'failed';
  }

  private anew(secret: Secret, of: number, sealed: Sealed, version: number): Promise<Sealed | null> {
    return this.sealing.renew(SECRETS_RING, sealContext(secret, of), sealed, version);
  }
}

/** Runs `work` for all, {@link AT_ONCE} at a time. Begins no more after the first failure. */
async function eachOf<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = all.values();
  const worker = async (): Promise<void> => {
    for (const one of waiting) results.push(await work(one));
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return results;
}
