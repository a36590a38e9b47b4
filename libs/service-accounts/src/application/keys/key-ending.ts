import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, changeDocument, PublishingWindow, type Stored } from '#kernel';
import { finishing } from '#users';
import { type ApiKey, ended, type KeyEnd } from '../../domain/keys/api-key.js';
import { ApiKeyStore } from '../../ports/api-key.store.js';
import { HandedKeys } from './handed-keys.js';
import { KeyLookup } from './key-lookup.js';
import { KEY_PERMISSION, KEY_RESOURCE } from './key-resource.js';
import { LiveKeys } from './live-keys.js';

/** Ends keys before they expire. */
@Injectable()
export class KeyEnding {
  constructor(
    private readonly lookup: KeyLookup,
    private readonly store: ApiKeyStore,
    private readonly live: LiveKeys,
    private readonly handed: HandedKeys,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** It stops working at once on this node, and within 1 s on others. A key that is over stays so. `forbidden`, `not_found`. */
  async end(caller: Caller, nameOrId: string, keyId: string): Promise<void> {
    const { stored } = await this.lookup.find(caller, nameOrId, keyId);
    const what = { action: KEY_PERMISSION, resourceType: KEY_RESOURCE, resourceId: stored.value.id } as const;
    const { request, principal } = caller;
    await this.audit.mutation(request, principal, what, () => this.publish(stored, 'ended', request.requestId));
  }

  /** Whether this request has ended the key. False: it was ended or removed before. */
  async publish(stored: Stored<ApiKey>, because: KeyEnd, requestId: string): Promise<boolean> {
    const { id } = stored.value;
    const changed = await changeDocument(this.store.keys, {
      ...{ id, requestId, first: stored, window: new PublishingWindow(this.clock) },
      change: (key) => ended(key, because, this.clock.now()),
      absent: () => null,
      written: () => this.live.forget(id),
    });
    await finishing(() => this.handed.end(id));
    return changed?.published === true;
  }
}
