import { Injectable } from '@nestjs/common';
import { AuditTrail, changedField } from '#audit';
import { Creations, goneSince, idTaken } from '#idempotency';
import {
  type Caller,
  Clock,
  CofferError,
  changeDocument,
  Gone,
  invalidField,
  orTakeBack,
  PublishingWindow,
  parseDuration,
  requireField,
  requireRevision,
  type Stored,
} from '#kernel';
import { BINDINGS_MAX, type Binding, claimRules, TTL_DEFAULT, TTL_RULE } from '../../domain/workloads/binding.js';
import type { ClaimRule } from '../../domain/workloads/claims.js';
import type { IdentityProvider } from '../../domain/workloads/identity-provider.js';
import { namesTenant, tenantClaimsOf } from '../../domain/workloads/tenants.js';
import { BindingStore } from '../../ports/workloads/binding.store.js';
import { CredentialBounds, UNBOUND } from '../credential-bounds.js';
import { ServiceAccountLookup } from '../service-account-lookup.js';
import { type BindingOverview } from './binding-listing.js';
import { BindingLookup } from './binding-lookup.js';
import { LiveBindings } from './live-bindings.js';
import { ProviderLookup } from './provider-lookup.js';
import { BINDING } from './workload-resources.js';

/** What a client sends of a binding. */
export interface BindingWish {
  /** The name or the id of a provider. */
  readonly provider: string;
  /** `{ claim: value or [values] }`. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** A duration; undefined: 15 minutes. */
  readonly ttl?: string;
}

const PERMISSION = 'service_account:write';

/** Binds programs that a provider vouches for to service accounts, and ends that. */
@Injectable()
export class BindingAdmin {
  constructor(
    private readonly accounts: ServiceAccountLookup,
    private readonly lookup: BindingLookup,
    private readonly providers: ProviderLookup,
    private readonly store: BindingStore,
    private readonly live: LiveBindings,
    private readonly bounds: CredentialBounds,
    private readonly audit: AuditTrail,
    private readonly creations: Creations,
    private readonly clock: Clock,
  ) {}

  /**
   * `key`: the Idempotency-Key, or null. Errors: `not_found`; `forbidden`, also if the account may do what the caller may
   * not [R51]; `validation_failed`; `limit_reached`; those of Creations.
   */
  async create(caller: Caller, nameOrId: string, wish: BindingWish, key: string | null): Promise<BindingOverview> {
    const account = (await this.accounts.findToAct(caller, PERMISSION, nameOrId)).value;
    await this.bounds.require(caller, account, UNBOUND);
    const provider = await this.providers.named(caller, wish.provider);
    const fields = { accountId: account.id, providerId: provider.id, ...contentOf(wish, provider) };
    const route = `POST /service-accounts/${account.id}/bindings`;
    const stored = await this.creations.once(
      caller,
      key,
      { route, body: wish, action: PERMISSION, resourceType: BINDING },
      {
        make: async (id) => {
          const now = this.clock.now();
          const value: Binding = { id, ...fields, epoch: 1, createdAt: now, updatedAt: now, endedAt: null };
          await this.publish(caller, value, `${account.username}/${provider.name}`);
          return { revision: 1, value };
        },
        find: (id) => this.present(id),
      },
    );
    return { stored, provider: provider.name };
  }

  /**
   * Replaces claims and ttl, and ends the tokens that were exchanged by the binding. `seen`: the revisions of If-Match;
   * null for any. Errors: as {@link create}, and `precondition_failed`, `conflict`.
   */
  async replace(
    caller: Caller,
    nameOrId: string,
    bindingId: string,
    { provider: name, ...wish }: Omit<BindingWish, 'provider'> & { readonly provider?: string },
    seen: readonly number[] | null,
  ): Promise<BindingOverview> {
    const { account, stored: first } = await this.lookup.findToAct(caller, PERMISSION, nameOrId, bindingId);
    await this.bounds.require(caller, account, UNBOUND);
    const provider = await this.providers.named(caller, name ?? first.value.providerId);
    if (provider.id !== first.value.providerId)
      throw invalidField(
        'provider',
        'immutable',
        'provider cannot be changed: make another binding, and end this one.',
      );
    const content = contentOf({ ...wish, provider: provider.name }, provider);
    const changed = (value: Binding, revision: number) => {
      requireRevision(seen, revision);
      if (value.endedAt !== null) throw new Gone();
      return isSame(value, content)
        ? null
        : { ...value, ...content, epoch: value.epoch + 1, updatedAt: this.clock.now() };
    };
    requireRevision(seen, first.revision);
    const resourceName = `${account.username}/${provider.name}`;
    return { stored: await this.change(caller, first, resourceName, changed), provider: provider.name };
  }

  /** Ends the binding and its tokens: at once on this node, within 1 s on others. Errors: `not_found`, `forbidden`. */
  async end(caller: Caller, nameOrId: string, bindingId: string): Promise<void> {
    const { account, stored } = await this.lookup.find(caller, PERMISSION, nameOrId, bindingId);
    await this.change(caller, stored, account.username, (value) => {
      if (value.endedAt !== null) return null;
      const now = this.clock.now();
      return { ...value, epoch: value.epoch + 1, updatedAt: now, endedAt: now };
    });
  }

  /** A binding that was ended is the trace of one. */
  private async present(id: string): Promise<Stored<Binding> | null> {
    const stored = await this.store.bindings.load(id);
    if (stored && stored.value.endedAt !== null) throw goneSince();
    return stored;
  }

  private async change(
    caller: Caller,
    first: Stored<Binding>,
    resourceName: string,
    change: (value: Binding, revision: number) => Binding | null,
  ): Promise<Stored<Binding>> {
    const { id } = first.value;
    const { request, principal } = caller;
    const changes = [changedField('claims')];
    const what = { action: PERMISSION, resourceType: BINDING, resourceId: id, resourceName, changes } as const;
    try {
      return await this.audit.mutation(request, principal, what, async () => {
        const absent = () => {
          throw new Gone();
        };
        const written = () => this.live.forget(id);
        const window = new PublishingWindow(this.clock);
        const options = { id, requestId: request.requestId, first, window, change, absent, written };
        return (await changeDocument(this.store.bindings, options)).stored;
      });
    } catch (error) {
      if (error instanceof Gone) return this.lookup.absent(caller, PERMISSION, id);
      throw error;
    }
  }

  private async publish({ request, principal }: Caller, binding: Binding, resourceName: string): Promise<void> {
    await this.requireRoom(binding.accountId, BINDINGS_MAX - 1);
    const what = { action: PERMISSION, resourceType: BINDING, resourceId: binding.id, resourceName } as const;
    await this.audit.mutation(request, principal, what, async () => {
      if ((await this.store.bindings.insert(binding, request.requestId)) === 'taken') throw idTaken();
      await orTakeBack(this.store.bindings, binding.id, async () => {
        await this.requireRoom(binding.accountId, BINDINGS_MAX);
        await this.accounts.requireStaying(binding.accountId);
      });
    });
  }

  private async requireRoom(accountId: string, most: number): Promise<void> {
    if ((await this.store.ofAccount(accountId, null, most + 1)).length <= most) return;
    throw new CofferError(
      'limit_reached',
      `An account may have ${BINDINGS_MAX} bindings: end those that are not needed.`,
    );
  }
}

type Content = Pick<Binding, 'claims' | 'ttl'>;

/** Throws `validation_failed`, also for claims that tokens of strangers could have. */
function contentOf({ claims, ttl = TTL_DEFAULT }: BindingWish, { issuer }: IdentityProvider): Content {
  const rules: readonly ClaimRule[] = claimRules(claims);
  const seconds = parseDuration(requireField(TTL_RULE, ttl)) ?? 0;
  if (namesTenant(issuer, rules)) return { claims: rules, ttl: seconds };
  const needed = tenantClaimsOf(issuer)?.join(', ');
  const message = `claims must have one of ${needed}: anybody can get a token of this issuer.`;
  throw invalidField('claims', 'too_wide', message);
}

function isSame(before: Binding, { claims, ttl }: Content): boolean {
  return before.ttl === ttl && JSON.stringify(before.claims) === JSON.stringify(claims);
}
