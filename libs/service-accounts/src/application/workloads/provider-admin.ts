import { Injectable } from '@nestjs/common';
import { AuditTrail, type ChangedField, changedField } from '#audit';
import { Creations, idTaken } from '#idempotency';
import {
  type Caller,
  Clock,
  CofferError,
  changeDocument,
  Gone,
  invalidField,
  PublishingWindow,
  removeDocument,
  requireField,
  requireRevision,
  type Stored,
} from '#kernel';
import { Authorizer } from '#policies';
import { type IdentityProvider, PROVIDERS_MAX } from '../../domain/workloads/identity-provider.js';
import { isObject, isPrivateKey, keysOf } from '../../domain/workloads/key-sets.js';
import { PROVIDER_NAME_RULE, type ProviderContent, requireProvider } from '../../domain/workloads/provider-rules.js';
import { IdentityProviderStore } from '../../ports/workloads/identity-provider.store.js';
import { SubjectTokens } from '../../ports/workloads/subject-tokens.js';
import { LiveBindings } from './live-bindings.js';
import { ProviderLookup } from './provider-lookup.js';
import { IDENTITY_PROVIDER } from './workload-resources.js';

/** What a change of a provider may leave out: names never change. */
export type ProviderChange = Omit<ProviderContent, 'name'> & { readonly name?: string };

const WRITE = 'identity_provider:write';
/** Fields whose change ends tokens. All of them decide whom the provider vouches for. */
const CONTENT = ['issuer', 'audience', 'jwksUri', 'jwks', 'discovery', 'privateNetwork', 'ca', 'algorithms'] as const;
/** Their names in requests. */
const WORDS: Readonly<Partial<Record<(typeof CONTENT)[number], string>>> = {
  jwksUri: 'jwks_uri',
  privateNetwork: 'private_network',
};

/**
 * Creates, changes and removes identity providers. Who decides which keys a provider has can act as every service
 * account that is bound to it, also as one that is bound later. So only administrators create and change them [R138].
 */
@Injectable()
export class ProviderAdmin {
  constructor(
    private readonly store: IdentityProviderStore,
    private readonly lookup: ProviderLookup,
    private readonly live: LiveBindings,
    private readonly tokens: SubjectTokens,
    private readonly authorizer: Authorizer,
    private readonly audit: AuditTrail,
    private readonly creations: Creations,
    private readonly clock: Clock,
  ) {}

  /**
   * `key`: the Idempotency-Key, or null. Errors: `validation_failed`, `forbidden`, `name_taken`, `issuer_taken`,
   * `limit_reached`, and the errors of Creations.
   */
  async create(caller: Caller, content: ProviderContent, key: string | null): Promise<Stored<IdentityProvider>> {
    const name = requireField(PROVIDER_NAME_RULE, content.name);
    const target = { permission: WRITE, resourceType: IDENTITY_PROVIDER, resourceId: null } as const;
    await this.authorizer.requireCreation(caller, { ...target, name });
    await this.requireAdministrator(caller, null, name);
    await this.requireContent(content);
    const route = 'POST /identity-providers';
    const request = { route, body: content, action: WRITE, resourceType: IDENTITY_PROVIDER } as const;
    return this.creations.once(caller, key, request, {
      make: (id) => this.make(caller, id, content),
      find: (id) => this.store.providers.load(id),
      recorded: ({ value }) => ({ action: WRITE, resourceId: value.id, resourceName: value.name }),
    });
  }

  /**
   * Replaces the content, and ends the tokens that were exchanged by it. `seen`: the revisions of If-Match; null for any.
   * Errors: `not_found`, `forbidden`, `validation_failed`, `precondition_failed`, `issuer_taken`, `conflict`.
   */
  async replace(
    caller: Caller,
    nameOrId: string,
    change: ProviderChange,
    seen: readonly number[] | null,
  ): Promise<Stored<IdentityProvider>> {
    const first = await this.lookup.find(caller, WRITE, nameOrId);
    const { id, name } = first.value;
    await this.requireAdministrator(caller, id, name);
    if (change.name !== undefined && change.name !== name)
      throw invalidField('name', 'immutable', 'name cannot be changed: omit it, or send the current name.');
    const content = { ...change, name };
    await this.requireContent(content);
    requireRevision(seen, first.revision);
    const what = { action: WRITE, ...about(first.value), changes: changesOf(first.value, content) } as const;
    return this.whileThere(caller, WRITE, id, () =>
      this.audit.mutation(caller.request, caller.principal, what, async () => {
        const { stored } = await changeDocument(this.store.providers, {
          ...{ id, first, requestId: caller.request.requestId, window: new PublishingWindow(this.clock) },
          change: (value, revision) => {
            requireRevision(seen, revision);
            return changesOf(value, content).length === 0 ? null : this.changed(value, content);
          },
          absent: () => {
            throw new Gone();
          },
          taken: () => {
            throw issuerTaken();
          },
          written: () => this.live.forgetAll(),
        });
        return stored;
      }),
    );
  }

  /** Ends the tokens that were exchanged by it. Its bindings stay, and work no more. Errors: `not_found`, `forbidden`. */
  async remove(caller: Caller, nameOrId: string): Promise<void> {
    const action = 'identity_provider:delete';
    const first = await this.lookup.find(caller, action, nameOrId);
    const { id } = first.value;
    const window = new PublishingWindow(this.clock);
    await this.whileThere(caller, action, id, () =>
      this.audit.mutation(caller.request, caller.principal, { action, ...about(first.value) }, async () => {
        try {
          if (!(await removeDocument(this.store.providers, { id, first, window }))) throw new Gone();
        } finally {
          this.live.forgetAll();
        }
      }),
    );
  }

  private make(
    { request, principal }: Caller,
    id: string,
    content: ProviderContent,
  ): Promise<Stored<IdentityProvider>> {
    const now = this.clock.now();
    const value: IdentityProvider = { ...content, id, epoch: 1, createdAt: now, updatedAt: now };
    return this.audit.mutation(request, principal, { action: WRITE, ...about(value) }, async () => {
      await this.requireRoom();
      if ((await this.store.providers.insert(value, request.requestId)) === 'taken') throw await this.takenBy(value);
      return { revision: 1, value };
    });
  }

  private async requireRoom(): Promise<void> {
    if ((await this.store.list(null, PROVIDERS_MAX)).length < PROVIDERS_MAX) return;
    throw new CofferError('limit_reached', `There may be ${PROVIDERS_MAX} identity providers: delete one first.`);
  }

  /** Which unique key of the new provider belongs to another one. */
  private async takenBy({ name, issuer, audience }: IdentityProvider): Promise<CofferError> {
    if (await this.store.findByName(name)) return new CofferError('name_taken', 'The name is taken.');
    return (await this.store.findByTrust(issuer, audience)) ? issuerTaken() : idTaken();
  }

  private changed(value: IdentityProvider, content: ProviderContent): IdentityProvider {
    return { ...value, ...content, epoch: value.epoch + 1, updatedAt: this.clock.now() };
  }

  private async requireAdministrator(caller: Caller, resourceId: string | null, resourceName: string): Promise<void> {
    if (await this.authorizer.isAdministrator(caller.principal)) return;
    const target = { permission: WRITE, resourceType: IDENTITY_PROVIDER, resourceId, resourceName } as const;
    await this.authorizer.forbid(caller, target, 'only administrators create and change identity providers');
  }

  /** Throws `validation_failed` if a field is not valid, or a key set that the client sends has keys that cannot work. */
  private async requireContent(content: ProviderContent): Promise<void> {
    requireProvider(content);
    if (content.jwks === null) return;
    const jwks: unknown = JSON.parse(content.jwks);
    const keys = keysOf(jwks) ?? [];
    keys.forEach((key, index) => {
      if (!isPrivateKey(key)) return;
      const field = `jwks.keys[${index}]`;
      throw invalidField(
        field,
        'private_key',
        `${field} must be a public key: nobody but its owner may have the other.`,
      );
    });
    requireOwnNames(keys);
    const usable = await this.tokens.keySet(jwks, content.algorithms);
    if (usable && usable.size > 0 && usable.size === keys.length) return;
    throw invalidField('jwks', 'jwks', 'jwks must have 1 to 100 public keys, each for one of the algorithms.');
  }

  private async whileThere<T>(
    caller: Caller,
    permission: typeof WRITE | 'identity_provider:delete',
    id: string,
    effect: () => Promise<T>,
  ): Promise<T> {
    try {
      return await effect();
    } catch (error) {
      if (error instanceof Gone) return this.lookup.absent(caller, permission, id);
      throw error;
    }
  }
}

function about({ id, name }: IdentityProvider) {
  return { resourceType: IDENTITY_PROVIDER, resourceId: id, resourceName: name };
}

/** Throws `validation_failed` unless a token can say which of several keys has signed it. */
function requireOwnNames(keys: readonly unknown[]): void {
  if (keys.length < 2) return;
  const seen = new Set<string>();
  keys.forEach((key, index) => {
    const kid = isObject(key) ? key.kid : undefined;
    const field = `jwks.keys[${index}].kid`;
    if (typeof kid !== 'string' || kid === '')
      throw invalidField(field, 'required', `${field} is needed: with several keys, each has a name of its own.`);
    if (seen.has(kid))
      throw invalidField(field, 'duplicate', `${field} is that of an earlier key: each key needs its own.`);
    seen.add(kid);
  });
}

function issuerTaken(): CofferError {
  return new CofferError('issuer_taken', 'Another identity provider has this issuer and this audience.');
}

function changesOf(before: IdentityProvider, after: ProviderContent): ChangedField[] {
  const differs = (field: (typeof CONTENT)[number]) => JSON.stringify(before[field]) !== JSON.stringify(after[field]);
  return CONTENT.filter(differs).map((field) => changedField(WORDS[field] ?? field));
}
