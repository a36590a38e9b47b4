import { Injectable } from '@nestjs/common';
import { type Audited, AuditTrail } from '#audit';
import {
  Clock,
  type CofferError,
  changeDocument,
  type Plaintext,
  PublishingWindow,
  type RequestContext,
  Roots,
  readOneTimeToken,
  reserveAnswer,
  type Stored,
  sameText,
} from '#kernel';
import { alreadyUnwrapped, invalidWrapToken, isAlreadyUnwrapped } from '../domain/refusals.js';
import { opened, stateOf, type Wrap } from '../domain/wrap.js';
import { WrapStore } from '../ports/wrap.store.js';
import { SecondTries } from './second-tries.js';
import { WrapMakers } from './wrap-makers.js';
import { WrapSealing } from './wrap-sealing.js';
import { WrapSubjects } from './wrap-subjects.js';
import { WRAP_TOKEN } from './wraps.js';

/** The type of resource that the audit knows wraps by. */
export const WRAP = 'wrap';

/** What was opened, and the wrap as it is now. */
export interface Unwrapped {
  readonly wrap: Wrap;
  readonly value: Plaintext;
}

/** Opens wraps for anybody who has the token. */
@Injectable()
export class Unwrapping {
  constructor(
    private readonly store: WrapStore,
    private readonly sealing: WrapSealing,
    private readonly makers: WrapMakers,
    private readonly subjects: WrapSubjects,
    private readonly seconds: SecondTries,
    private readonly audit: AuditTrail,
    private readonly roots: Roots,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens the wrap by one compare-and-set: of many at once, exactly as many succeed as it has views. The value is opened
   * before that, so a keyring that does not answer uses up no view. If the answer is lost after it, the view is gone.
   *
   * Errors: `invalid_wrap_token`, which does not tell what is wrong; `already_unwrapped`, of which the maker is told. A
   * token that is not genuine causes no read of the store, and no record.
   */
  async open(request: RequestContext, token: string): Promise<Unwrapped> {
    const stored = await this.find(token);
    if (!stored) throw invalidWrapToken();
    try {
      return await this.openFound(request, stored);
    } catch (error) {
      if (isAlreadyUnwrapped(error)) await this.seconds.note(stored.value.id, request.requestId);
      throw error;
    }
  }

  private async openFound(request: RequestContext, stored: Stored<Wrap>): Promise<Unwrapped> {
    const what = recorded(stored.value);
    const refusal = this.refusalNow(stored.value) ?? (await this.refusalOf(stored.value));
    if (refusal) {
      await this.audit.failed(request, null, what);
      throw refusal;
    }
    return this.audit.mutation(request, null, what, () => this.take(request, stored));
  }

  private async find(token: string): Promise<Stored<Wrap> | null> {
    const genuine = readOneTimeToken(this.roots.derive('one-time-token'), WRAP_TOKEN, token);
    const stored = genuine && (await this.store.wraps.load(genuine.id));
    return stored && sameText(stored.value.tokenHash, genuine.hash) ? stored : null;
  }

  private refusalNow(wrap: Wrap): CofferError | null {
    const state = stateOf(wrap, this.clock.now());
    if (state === 'opened') return alreadyUnwrapped();
    return state === 'open' ? null : invalidWrapToken();
  }

  /** Of what stands beside the wrap. A used wrap was refused before: its maker is told whatever became of the object. */
  private async refusalOf(wrap: Wrap): Promise<CofferError | null> {
    const maker = await this.makers.find(wrap.makerId);
    return maker?.isUsable && (await this.subjects.stands(wrap)) ? null : invalidWrapToken();
  }

  private async take(request: RequestContext, first: Stored<Wrap>): Promise<Unwrapped> {
    let value: Plaintext | null = null;
    const { stored } = await changeDocument(this.store.wraps, {
      ...{ id: first.value.id, first, requestId: request.requestId },
      window: new PublishingWindow(this.clock, request.receivedAt),
      change: async (wrap) => {
        const refusal = this.refusalNow(wrap);
        if (refusal || wrap.sealed === null) throw refusal ?? invalidWrapToken();
        const isFirstTry = value === null;
        value = await this.sealing.open(wrap, wrap.sealed);
        if (isFirstTry) reserveAnswer(request, value);
        return opened(wrap, this.clock.now());
      },
      absent: () => {
        throw invalidWrapToken();
      },
    });
    if (value === null) throw new Error('a wrap was opened without its value');
    return { wrap: stored.value, value };
  }
}

/** What the audit records of an opening. `resource=` finds it by the name of the object, too. */
function recorded({ id, subjectName, version }: Wrap): Audited {
  const what = { action: 'wrap:open', resourceType: WRAP, resourceId: id, resourceName: subjectName } as const;
  return version === null ? what : { ...what, version };
}
