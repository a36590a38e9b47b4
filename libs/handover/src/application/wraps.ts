import { Injectable } from '@nestjs/common';
import {
  Clock,
  changeDocument,
  changedMeanwhile,
  makeOneTimeToken,
  newId,
  orTakeBack,
  type Plaintext,
  PublishingWindow,
  type RequestContext,
  Roots,
  removeDocument,
  removeListed,
  type Stored,
  tooSlow,
} from '#kernel';
import { makerGone, tooManyWraps } from '../domain/refusals.js';
import { ended, LIFE_MAX_MS, LIVE_WRAPS_MAX, VIEWS_MAX, type Wrap, type WrapKind } from '../domain/wrap.js';
import { WrapStore } from '../ports/wrap.store.js';
import { WrapMakers } from './wrap-makers.js';
import { WrapSealing } from './wrap-sealing.js';
import { WrapSubjects } from './wrap-subjects.js';

/** The purpose of the tokens of wraps. */
export const WRAP_TOKEN = 'wrap';

/** What a wrap is made of. */
export interface WrapMaking
  extends Pick<Wrap, 'kind' | 'makerId' | 'subjectId' | 'subjectName' | 'version' | 'note' | 'views'> {
  readonly value: Plaintext;
  /** Milliseconds, at most {@link LIFE_MAX_MS}. */
  readonly lifeMs: number;
  /**
   * Throws unless the object still is what was decided about. Called after the insert, so that a deletion of the object
   * finds the wrap or is found here. Absent: the object has to stand, as {@link WrapSubjects} says.
   */
  requireSubject?(): Promise<void>;
}

/** The wrap, and its token, which is shown now and never again. */
export interface MadeWrap {
  readonly token: string;
  readonly wrap: Wrap;
}

const BATCH = 200;

/** Makes, lists and ends wraps. It writes no audit records: the feature that the value is of does. */
@Injectable()
export class Wraps {
  constructor(
    private readonly store: WrapStore,
    private readonly sealing: WrapSealing,
    private readonly makers: WrapMakers,
    private readonly subjects: WrapSubjects,
    private readonly roots: Roots,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes the one wrap of this request. Call it inside the mutation that gives the value away. `limit_reached` if the
   * maker then had more than {@link LIVE_WRAPS_MAX} that can be opened, `unauthenticated` if the maker cannot be used any
   * more, `conflict` if the object does not stand any more: nothing is left of the wrap. `busy` if the request took so long
   * that its id was fenced.
   */
  async make(request: RequestContext, { value, lifeMs, requireSubject, ...given }: WrapMaking): Promise<MadeWrap> {
    if (!(lifeMs > 0 && lifeMs <= LIFE_MAX_MS && given.views >= 1 && given.views <= VIEWS_MAX))
      throw new RangeError('the life or the views of a wrap are out of their bounds');
    const window = new PublishingWindow(this.clock, request.receivedAt);
    const { requestId: id } = request;
    const { token, hash } = makeOneTimeToken(this.roots.derive('one-time-token'), WRAP_TOKEN, id);
    const now = this.clock.now();
    const sealed = await this.sealing.seal({ ...given, id }, value);
    const times = { createdAt: now, expiresAt: now + lifeMs, openedAt: [], endedAt: null, triedAgainAt: null };
    const wrap: Wrap = { ...given, ...times, id, tokenHash: hash, sealed };
    window.requireOpen();
    if ((await this.store.wraps.insert(wrap, id)) === 'taken') throw tooSlow();
    await orTakeBack(this.store.wraps, id, async () => {
      await this.requireRoom(wrap);
      await this.requireMaker(wrap);
      await (requireSubject ? requireSubject() : this.requireStanding(wrap));
    });
    return { token, wrap };
  }

  /** The wraps that the account made of one object, the newest first. `next`: the id to go on before. */
  async madeOf(makerId: string, subjectId: string, before: string | null, limit: number) {
    const found = await this.store.madeOf(makerId, subjectId, before, limit + 1);
    const items = found.slice(0, limit).map(({ value }) => value);
    return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** The newest wrap that the account made of one object. Null: there is none, or it was forgotten. */
  async latestOf(makerId: string, subjectId: string): Promise<Wrap | null> {
    return (await this.store.madeOf(makerId, subjectId, null, 1))[0]?.value ?? null;
  }

  /** Null: there is none with this id that the account made of the object. */
  async findMade(makerId: string, subjectId: string, id: string): Promise<Stored<Wrap> | null> {
    const stored = await this.store.wraps.load(id);
    return stored?.value.makerId === makerId && stored.value.subjectId === subjectId ? stored : null;
  }

  /** Ends one wrap; does nothing to one that cannot be opened any more. May be repeated. */
  async end(first: Stored<Wrap>, requestId: string): Promise<void> {
    await changeDocument(this.store.wraps, {
      ...{ id: first.value.id, first, requestId, window: new PublishingWindow(this.clock) },
      change: (wrap) => ended(wrap, this.clock.now()),
      absent: () => null,
    });
  }

  /**
   * Ends every wrap of an object, or of one version of it, whoever made it. May be repeated: a settlement does. Errors:
   * PartUnavailable, OutcomeUnknown.
   */
  async endOf(kind: WrapKind, subjectId: string, version: number | null = null): Promise<void> {
    for (;;) {
      const found = await this.store.sealedOf(kind, subjectId, version, BATCH);
      for (const stored of found) await this.end(stored, newId(this.clock.now()));
      if (found.length < BATCH) return;
    }
  }

  /** Removes every wrap that an account made, for the deletion of the account. Returns how many. May be repeated. */
  erase(makerId: string): Promise<number> {
    return removeListed(this.store.wraps, (limit) => this.store.idsOf(makerId, limit));
  }

  /**
   * Whether an interrupted request made its wrap; its insert cannot land any more afterwards. Nobody got the token, and
   * the checks after the insert may be missing: so the wrap ends, and goes if its maker cannot be used any more. May be
   * repeated. For settlements of other features. Errors: PartUnavailable, OutcomeUnknown.
   */
  async settle(requestId: string): Promise<boolean> {
    const published = await this.store.wraps.fence(requestId, requestId);
    const made = await this.store.wraps.load(requestId);
    if (!made) return published;
    if (await this.isMakerUsable(made.value)) await this.end(made, newId(this.clock.now()));
    else await removeDocument(this.store.wraps, { id: requestId, first: made });
    return true;
  }

  /**
   * Counts after the insert: of all that are acknowledged, the last one has counted the others, so together they never
   * exceed the bound. Some that are made at once may all be refused.
   */
  private async requireRoom({ makerId, createdAt }: Wrap): Promise<void> {
    if ((await this.store.countLive(makerId, createdAt)) <= LIVE_WRAPS_MAX) return;
    throw tooManyWraps(LIVE_WRAPS_MAX);
  }

  /** A deletion of the account that began before the insert may have swept its wraps already. */
  private async requireMaker(wrap: Wrap): Promise<void> {
    if (!(await this.isMakerUsable(wrap))) throw makerGone();
  }

  private async isMakerUsable({ makerId }: Wrap): Promise<boolean> {
    return (await this.makers.find(makerId))?.isUsable ?? false;
  }

  private async requireStanding(wrap: Wrap): Promise<void> {
    if (!(await this.subjects.stands(wrap))) throw changedMeanwhile('object');
  }
}
