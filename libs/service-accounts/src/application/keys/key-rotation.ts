import { Injectable } from '@nestjs/common';
import { AuditTrail, changedNames } from '#audit';
import { Creations, idTaken } from '#idempotency';
import {
  type Caller,
  Clock,
  changeDocument,
  OutcomeUnknown,
  PublishingWindow,
  parseDuration,
  type Stored,
} from '#kernel';
import { type ApiKey, makeSuccessor, stateOf, superseded } from '../../domain/keys/api-key.js';
import { expiryOf, type WishedEnd } from '../../domain/keys/key-rules.js';
import { digestOf, makeKeyText } from '../../domain/keys/key-text.js';
import { ApiKeyStore } from '../../ports/api-key.store.js';
import { ApiKeySettings } from '../../ports/key.settings.js';
import { CredentialBounds } from '../credential-bounds.js';
import { type IssuedKey, issuedBefore, justIssued } from './issued-key.js';
import { KeyLines } from './key-lines.js';
import { KeyLookup } from './key-lookup.js';
import { KEY_PERMISSION, KEY_RESOURCE } from './key-resource.js';
import { LiveKeys } from './live-keys.js';
import { isOver, predecessorWorks, rotatedAlready } from './rotation-refusals.js';

export interface RotationWish {
  /** A duration: how long the older key lives on, at most. */
  readonly overlap: string;
  /** Of the new key. Without both: as long as the older one was made for. */
  readonly end: WishedEnd;
}

/** Replaces a key by a new one with the same name, scope and networks. */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly lookup: KeyLookup,
    private readonly store: ApiKeyStore,
    private readonly lines: KeyLines,
    private readonly live: LiveKeys,
    private readonly bounds: CredentialBounds,
    private readonly audit: AuditTrail,
    private readonly creations: Creations,
    private readonly settings: ApiKeySettings,
    private readonly clock: Clock,
  ) {}

  /**
   * The older key expires after the overlap, or earlier if it was to. Of many rotations of one key one wins, and a line
   * never has more than two keys that work. Errors: as KeyCreation.create; `key_not_rotatable` for a key that is over, that
   * has a successor that works, or whose predecessor still works; `conflict` if it changed ten times meanwhile.
   */
  async rotate(
    caller: Caller,
    nameOrId: string,
    keyId: string,
    wish: RotationWish,
    idempotencyKey: string | null = null,
  ): Promise<IssuedKey> {
    const { account, stored } = await this.lookup.findToAct(caller, nameOrId, keyId);
    // A key that rotates itself makes one with its own bounds.
    if (stored.value.id !== caller.principal.credential) await this.bounds.require(caller, account, stored.value);
    const route = `POST /service-accounts/${account.id}/keys/${keyId}/rotate`;
    const request = { route, body: wish, action: KEY_PERMISSION, resourceType: KEY_RESOURCE };
    return this.creations.once(caller, idempotencyKey, request, {
      make: (id) => this.make(caller, id, stored, wish),
      find: async (id) => {
        const made = await this.store.keys.load(id);
        if (!made || !(await this.lines.isNamed(made.value))) return null;
        return issuedBefore(this.store, made.value, this.clock.now());
      },
    });
  }

  private async make(caller: Caller, id: string, stored: Stored<ApiKey>, wish: RotationWish): Promise<IssuedKey> {
    const window = new PublishingWindow(this.clock);
    const now = this.clock.now();
    await this.requireLast(stored.value, now);
    const text = makeKeyText(id);
    const expiresAt = expiryOf(endOf(stored.value, wish.end), this.settings.maxAgeMs, now);
    const createdBy = caller.principal.userId;
    const successor = makeSuccessor(stored.value, { id, digest: digestOf(text), createdBy, expiresAt }, now);
    const changes = changedNames('rotated', [stored.value.id], [id]);
    const what = { action: KEY_PERMISSION, resourceType: KEY_RESOURCE, resourceId: id, changes } as const;
    const { request, principal } = caller;
    await this.audit.mutation(request, principal, what, () =>
      this.publish(stored, successor, wish, request.requestId, window),
    );
    return justIssued({ ...successor, isNamed: true }, text);
  }

  /** The successor is prepared first. It works once the older key names it, which decides. */
  private async publish(
    stored: Stored<ApiKey>,
    successor: ApiKey,
    { overlap }: RotationWish,
    requestId: string,
    window: PublishingWindow,
  ): Promise<void> {
    if ((await this.store.keys.insert(successor, requestId)) === 'taken') throw idTaken();
    const overlapMs = (parseDuration(overlap) ?? 0) * 1_000;
    try {
      await changeDocument(this.store.keys, {
        ...{ id: stored.value.id, requestId, first: stored, window },
        change: (key) => {
          if (key.successorId !== stored.value.successorId) throw rotatedAlready(key);
          requireActive(key, this.clock.now());
          return superseded(key, successor.id, overlapMs, this.clock.now());
        },
        absent: () => {
          throw isOver();
        },
        written: () => this.live.forget(stored.value.id),
      });
    } catch (error) {
      // After a lost answer the settlement finds out. Otherwise it never works: if it stays, the sweep removes it.
      if (!(error instanceof OutcomeUnknown)) await this.lines.discard(successor.id).catch(() => undefined);
      throw error;
    }
    // Until this is written down, the older key is asked.
    await this.lines.settle(successor, requestId).catch(() => undefined);
  }

  /** Throws `key_not_rotatable` unless the key is the last one of its line that works, and the only one. */
  private async requireLast(key: ApiKey, now: number): Promise<void> {
    requireActive(key, now);
    if (await this.lines.isActive(key.successorId)) throw rotatedAlready(key);
    if (!(await this.lines.isActive(key.predecessorId))) return;
    throw predecessorWorks(key);
  }
}

function requireActive(key: ApiKey, now: number): void {
  if (stateOf(key, now) !== 'active') throw isOver();
}

/** As wished. Otherwise as long as the key was made for; a rotation has shortened it if there was one, and then the default. */
function endOf(key: ApiKey, wished: WishedEnd): WishedEnd {
  return key.successorId === null ? { ...wished, otherwiseMs: key.expiresAt - key.createdAt } : wished;
}
