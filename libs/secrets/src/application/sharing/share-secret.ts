import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type MadeWrap, UntoldTokens, Wraps } from '#handover';
import { type Caller, Clock, CofferError, Gone, type Plaintext, type Stored } from '#kernel';
import { SECRETS_RING, Sealing } from '#keys';
import { isExpired } from '../../domain/lifecycle.js';
import { expired } from '../../domain/refusals.js';
import type { Secret } from '../../domain/secret.js';
import { SecretSettings } from '../../ports/secret.settings.js';
import { recorded, SecretLookup } from '../queries/secret-lookup.js';
import { sealContext } from '../versions/seal-context.js';
import { type ShareView, shareView } from './share-view.js';
import { SharedSecrets } from './shared-secrets.js';

/** What the maker of a share chooses. */
export interface ShareTerms {
  /** Milliseconds, at most 7 days. */
  readonly lifeMs: number;
  /** 1 to 10. */
  readonly views: number;
  readonly note: string | null;
}

export interface MadeShare {
  readonly share: ShareView;
  readonly token: string;
  /** The link of the page that shows the value. The token stands behind `#`, so no request line has it. */
  readonly url: string;
}

/**
 * Gives the current value of a secret to somebody without an account, by a token. The share has a sealed copy of the
 * value: a later rotation changes nothing about it.
 */
@Injectable()
export class ShareSecret {
  constructor(
    private readonly lookup: SecretLookup,
    private readonly shares: SharedSecrets,
    private readonly wraps: Wraps,
    private readonly untold: UntoldTokens,
    private readonly sealing: Sealing,
    private readonly settings: SecretSettings,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Needs `secret:share` and `secret:reveal` on the secret: a share lets a value out of every condition that policies
   * put on revealing it. Errors: `not_found`, `forbidden`, `second_factor_required`; `public_url_missing`;
   * `secret_expired`; `limit_reached`; `conflict` if the secret was changed before the share was there.
   */
  async share(caller: Caller, id: string, terms: ShareTerms): Promise<MadeShare> {
    const head = await this.lookup.live(caller, 'secret:share', id);
    const secret = head.value;
    await this.lookup.requireAlso(caller, 'secret:reveal', secret);
    const page = this.requirePage();
    const what = { ...recorded('secret:share', secret), version: secret.version };
    if (isExpired(secret, this.clock.now())) {
      await this.audit.failed(caller.request, caller.principal, what);
      throw expired('The secret has expired. Rotate it with a new expires_at, then share it.');
    }
    const value = await this.sealing.open(SECRETS_RING, sealContext(secret, secret.version), secret.current);
    const effect = () => this.make(caller, head, value, terms);
    const mutation = () => this.audit.mutation(caller.request, caller.principal, what, effect);
    const made = await this.untold.orEnd(caller.request, mutation).catch((error: unknown) => {
      if (error instanceof Gone) return this.lookup.absent(caller, 'secret:share', secret.id, secret.path);
      throw error;
    });
    return { share: shareView(made.wrap, this.clock.now()), token: made.token, url: `${page}#${made.token}` };
  }

  private make(
    { principal, request }: Caller,
    head: Stored<Secret>,
    value: Plaintext,
    terms: ShareTerms,
  ): Promise<MadeWrap> {
    const { id, path, version } = head.value;
    const of = { subjectId: id, subjectName: path, version };
    const requireSubject = () => this.shares.requireUnchanged(head);
    const making = { kind: 'secret', makerId: principal.userId, ...of, ...terms, value, requireSubject } as const;
    return this.wraps.make(request, making);
  }

  private requirePage(): string {
    const { publicUrl } = this.settings;
    if (publicUrl !== null) return `${publicUrl}/share/`;
    throw new CofferError(
      'public_url_missing',
      'A share is a link, and this server does not know its address: the operator sets PUBLIC_URL.',
    );
  }
}
