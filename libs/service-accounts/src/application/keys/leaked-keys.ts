import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, type RequestContext, type Stored } from '#kernel';
import type { ApiKey } from '../../domain/keys/api-key.js';
import { keyLeakedMail } from '../../domain/keys/key-mails.js';
import { isSameDigest, readKeyText } from '../../domain/keys/key-text.js';
import { ApiKeyStore } from '../../ports/api-key.store.js';
import { ServiceAccountLookup } from '../service-account-lookup.js';
import { KeyEnding } from './key-ending.js';
import { KeyLines } from './key-lines.js';
import { KeyOwners } from './key-owners.js';
import { KEY_RESOURCE } from './key-resource.js';

const ACTION = 'auth:key-leaked';

/** Ends a key that somebody has found. To hold it is the proof. */
@Injectable()
export class LeakedKeys {
  constructor(
    private readonly store: ApiKeyStore,
    private readonly lines: KeyLines,
    private readonly ending: KeyEnding,
    private readonly accounts: ServiceAccountLookup,
    private readonly owners: KeyOwners,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Does not tell whether there was such a key. Its owner is mailed once, by who ends it first. */
  async report(request: RequestContext, text: string): Promise<void> {
    const stored = await this.genuine(text);
    const what = { action: ACTION, resourceType: KEY_RESOURCE, resourceId: stored?.value.id ?? null } as const;
    if (!stored) return this.audit.failed(request, null, what);
    if (stored.value.endedAt !== null) return this.audit.succeeded(request, null, what);
    const isOurs = await this.audit.mutation(request, null, what, () =>
      this.ending.publish(stored, 'leaked', request.requestId),
    );
    if (isOurs) await this.tell(stored.value, request);
  }

  private async genuine(text: string): Promise<Stored<ApiKey> | null> {
    const asked = readKeyText(text);
    const stored = asked && (await this.store.keys.load(asked.id));
    if (!stored || !isSameDigest(stored.value.digest, asked.digest)) return null;
    return (await this.lines.isNamed(stored.value)) ? stored : null;
  }

  /** The key is ended: that the owner could not be found out does not change the answer. */
  private async tell(key: ApiKey, request: RequestContext): Promise<void> {
    const account = await this.accounts.load(key.accountId).catch(() => null);
    if (!account) return;
    const mail = keyLeakedMail({ ...key, account: account.value.username }, request.ip, this.clock.now());
    await this.owners.tell(account.value, mail).catch(() => undefined);
  }
}
