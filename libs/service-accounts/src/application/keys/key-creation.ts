import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { MadeWrap } from '#handover';
import { Creations, idTaken } from '#idempotency';
import { type Caller, Clock, CofferError, orTakeBack } from '#kernel';
import { type ApiKey, makeKey } from '../../domain/keys/api-key.js';
import { expiryOf } from '../../domain/keys/key-rules.js';
import { digestOf, makeKeyText } from '../../domain/keys/key-text.js';
import { ApiKeyStore } from '../../ports/api-key.store.js';
import { ApiKeySettings } from '../../ports/key.settings.js';
import { CredentialBounds } from '../credential-bounds.js';
import { ServiceAccountLookup } from '../service-account-lookup.js';
import { HandedKeys } from './handed-keys.js';
import { type IssuedKey, type IssuedWrap, issuedBefore, justIssued } from './issued-key.js';
import { KEY_PERMISSION, KEY_RESOURCE } from './key-resource.js';
import { checkedWish, type KeyWish } from './key-wish.js';

/** The most keys of an account that are neither ended nor expired. A rotation may add one for each of them. */
export const LIVE_KEYS_MAX = 50;

/** Makes keys of service accounts. */
@Injectable()
export class KeyCreation {
  constructor(
    private readonly lookup: ServiceAccountLookup,
    private readonly store: ApiKeyStore,
    private readonly audit: AuditTrail,
    private readonly creations: Creations,
    private readonly handed: HandedKeys,
    private readonly bounds: CredentialBounds,
    private readonly settings: ApiKeySettings,
    private readonly clock: Clock,
  ) {}

  /**
   * `idempotencyKey`: the header, or null. Errors: `not_found`; `forbidden`, also if the account may do what the caller
   * may not [R51], or the key would be freer than the caller's; `validation_failed`; `limit_reached`; those of Creations.
   */
  async create(
    caller: Caller,
    nameOrId: string,
    wish: KeyWish,
    idempotencyKey: string | null = null,
  ): Promise<IssuedKey> {
    const account = (await this.lookup.findToAct(caller, KEY_PERMISSION, nameOrId)).value;
    const now = this.clock.now();
    const fields = { ...checkedWish(wish), expiresAt: expiryOf(wish.end, this.settings.maxAgeMs, now) };
    await this.bounds.require(caller, account, fields);
    const route = `POST /service-accounts/${account.id}/keys`;
    const request = { route, body: wish, action: KEY_PERMISSION, resourceType: KEY_RESOURCE };
    return this.creations.once(caller, idempotencyKey, request, {
      make: async (id) => {
        const text = makeKeyText(id);
        const given = {
          ...fields,
          id,
          accountId: account.id,
          digest: digestOf(text),
          createdBy: caller.principal.userId,
        };
        const key = makeKey(given, now);
        const { wrapMs } = wish;
        const wrap = wrapMs === undefined ? null : () => this.handed.wrap(caller, key, account.username, text, wrapMs);
        return justIssued(key, text, await this.publish(caller, key, wrap));
      },
      find: async (id) => {
        const stored = await this.store.keys.load(id);
        return stored && issuedBefore(this.store, stored.value, this.clock.now());
      },
    });
  }

  /** `wrap`: hands the key over, after everything that could refuse it. */
  private async publish(
    { request, principal }: Caller,
    key: ApiKey,
    wrap: (() => Promise<MadeWrap>) | null,
  ): Promise<IssuedWrap | null> {
    await this.requireRoom(key.accountId, LIVE_KEYS_MAX - 1);
    const what = { action: KEY_PERMISSION, resourceType: KEY_RESOURCE, resourceId: key.id } as const;
    const effect = async (): Promise<MadeWrap | null> => {
      if ((await this.store.keys.insert(key, request.requestId)) === 'taken') throw idTaken();
      return orTakeBack(this.store.keys, key.id, async () => {
        await this.requireRoom(key.accountId, LIVE_KEYS_MAX);
        await this.lookup.requireStaying(key.accountId);
        return (await wrap?.()) ?? null;
      });
    };
    const mutation = () => this.audit.mutation(request, principal, what, effect);
    const wrapped = await (wrap ? this.handed.orEnd(request, mutation) : mutation());
    return wrapped && { token: wrapped.token, expiresAt: wrapped.wrap.expiresAt };
  }

  private async requireRoom(accountId: string, most: number): Promise<void> {
    if ((await this.store.liveCount(accountId, this.clock.now())) <= most) return;
    const instead = 'End keys that are not needed: DELETE /api/v1/service-accounts/{id}/keys/{key_id}.';
    throw new CofferError('limit_reached', `An account may have ${LIVE_KEYS_MAX} keys that work. ${instead}`);
  }
}
