import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { isUsable } from '#users';
import { BINDINGS_MAX, isBoundTo } from '../../domain/workloads/binding.js';
import type { IdentityProvider } from '../../domain/workloads/identity-provider.js';
import { namesTenant } from '../../domain/workloads/tenants.js';
import { BindingStore } from '../../ports/workloads/binding.store.js';
import { IdentityProviderStore } from '../../ports/workloads/identity-provider.store.js';
import {
  type Expected,
  SubjectTokens,
  TokenRefused,
  UnknownKey,
  type VerifiedToken,
} from '../../ports/workloads/subject-tokens.js';
import { ServiceAccountLookup } from '../service-account-lookup.js';
import type { BindingView } from './live-bindings.js';
import { ProviderKeys } from './provider-keys.js';

/** Whom a token acts as, and until when. */
export interface Identified extends BindingView {
  /** Milliseconds since 1970. Ahead. */
  readonly expiresAt: number;
}

/** The token is genuine, but gives no access. `message` is for the audit. */
export class NotBound extends TokenRefused {
  override readonly name = 'NotBound';

  constructor(
    message: string,
    /** Null: there is no such account. */
    readonly accountId: string | null,
  ) {
    super(message);
  }
}

/** What works no longer than this is no use: lifetimes are whole seconds. */
const SECOND_MS = 1_000;
/** Whose bindings are read if the account does not exist: it takes as long. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Finds the service account that the token of an identity provider may act as. */
@Injectable()
export class WorkloadIdentity {
  constructor(
    private readonly providers: IdentityProviderStore,
    private readonly bindings: BindingStore,
    private readonly accounts: ServiceAccountLookup,
    private readonly keys: ProviderKeys,
    private readonly tokens: SubjectTokens,
    private readonly clock: Clock,
  ) {}

  /**
   * `nameOrId`: of the service account. Throws {@link TokenRefused} with the reason; KeysUnavailable if the provider is
   * known and its keys are not; `busy`; PartUnavailable. Nothing is fetched before issuer and audience are those of a
   * provider [R111].
   */
  async identify(token: string, nameOrId: string): Promise<Identified> {
    const { issuer, audience } = this.tokens.claimed(token);
    const provider = (await this.providers.findByTrust(issuer, audience))?.value;
    if (!provider) throw new TokenRefused('no identity provider has its issuer and its audience');
    const verified = await this.verified(token, provider);
    if (verified.expiresAt < this.clock.now() + SECOND_MS) throw new TokenRefused('it has expired');
    return { ...(await this.bound(provider, verified, nameOrId)), expiresAt: verified.expiresAt };
  }

  private async verified(token: string, provider: IdentityProvider): Promise<VerifiedToken> {
    const keys = await this.keys.current(provider);
    try {
      return await this.tokens.verify(token, keys, this.expected(provider));
    } catch (error) {
      const newer = error instanceof UnknownKey ? await this.keys.newerThan(keys, provider) : null;
      if (newer === null) throw error;
      return this.tokens.verify(token, newer, this.expected(provider));
    }
  }

  private expected({ issuer, audience, algorithms }: IdentityProvider): Expected {
    return { issuer, audience, algorithms, now: this.clock.now() };
  }

  private async bound(provider: IdentityProvider, { claims }: VerifiedToken, nameOrId: string): Promise<BindingView> {
    const account = (await this.accounts.locate(nameOrId))?.value ?? null;
    const bindings = await this.bindings.ofAccount(account?.id ?? NOBODY, null, BINDINGS_MAX);
    const own = bindings.map(({ value }) => value).filter(({ providerId }) => providerId === provider.id);
    const fitting = own.filter((one) => isBoundTo(one, claims));
    const binding = fitting.find((one) => namesTenant(provider.issuer, one.claims)) ?? fitting[0];
    if (account === null) throw new NotBound('there is no such service account', null);
    const refused = (reason: string) => new NotBound(reason, account.id);
    if (own.length === 0) throw refused('no binding of the service account is for its provider');
    if (!binding) throw refused('its claims fit no binding of the service account');
    // The provider may have had another issuer when the binding was made.
    if (!namesTenant(provider.issuer, binding.claims))
      throw refused('anybody can get a token of its issuer, and the binding does not say whose it accepts');
    if (!isUsable(account, this.clock.now())) throw refused('the service account is disabled or has expired');
    return { binding, provider, account };
  }
}
