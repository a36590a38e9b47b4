import { auditNode, MemoryAuditLog } from '#audit/testing';
import { handoverOn } from '#handover/testing';
import { creationsOn, MemoryCreationStore } from '#idempotency/testing';
import { type Caller, type Clock, newId, type RequestContext, Roots } from '#kernel';
import { aRequest, type ManualClock, MemoryDocuments } from '#kernel/testing';
import { newKeyBytes, SECRETS_RING, Sealing, secretKeyOf } from '#keys';
import {
  advanceRing,
  aKeyRing,
  DEFAULT_KEY_SETTINGS,
  InMemoryKeyRingStore,
  InMemoryKeyring,
  KeyRingCache,
} from '#keys/testing';
import { type AuthorizationModel, AuthorizationModelStore, Authorizer } from '#policies';
import { ModelReader, modelOf, policyOf, roleOf, type Statement } from '#policies/testing';
import { BatchValues } from '../application/batch/batch-values.js';
import { Children } from '../application/batch/children.js';
import { RevealEnvironment } from '../application/batch/reveal-environment.js';
import { RevealMany } from '../application/batch/reveal-many.js';
import { Verdicts } from '../application/batch/verdicts.js';
import { CreateSecret } from '../application/changes/create-secret.js';
import { DeleteSecret } from '../application/changes/delete-secret.js';
import { PutSecret } from '../application/changes/put-secret.js';
import { RestoreSecret } from '../application/changes/restore-secret.js';
import { SecretPublisher } from '../application/changes/secret-publisher.js';
import { UpdateSecret } from '../application/changes/update-secret.js';
import { DeletedSecrets } from '../application/queries/deleted-secrets.js';
import { FindSecret } from '../application/queries/find-secret.js';
import { ListLevel } from '../application/queries/list-level.js';
import { ListSecrets } from '../application/queries/list-secrets.js';
import { SECRET, SecretLookup } from '../application/queries/secret-lookup.js';
import { OwnShares } from '../application/sharing/own-shares.js';
import { ShareSecret } from '../application/sharing/share-secret.js';
import { SharedSecrets } from '../application/sharing/shared-secrets.js';
import { PurgeSecrets } from '../application/upkeep/purge-secrets.js';
import { ResealSecrets } from '../application/upkeep/reseal-secrets.js';
import { SecretSettlement } from '../application/upkeep/secret-settlement.js';
import { SweepArchive } from '../application/upkeep/sweep-archive.js';
import { DestroyVersion } from '../application/versions/destroy-version.js';
import { RevealSecret } from '../application/versions/reveal-secret.js';
import { RotateSecret } from '../application/versions/rotate-secret.js';
import { SecretHistory } from '../application/versions/secret-history.js';
import { MemorySecretStore } from './memory-secret.store.js';

class MemoryModelStore extends AuthorizationModelStore {
  readonly models = new MemoryDocuments<AuthorizationModel>();

  async revision(): Promise<number | null> {
    return this.models.peekAll()[0]?.revision ?? null;
  }
}

function allowing(resources: readonly string[], ...actions: string[]): Statement {
  return { effect: 'allow', actions, resources };
}

/** Roles that differ in what they may do to secrets. */
const MODEL = modelOf({
  roles: ['owner', 'lister', 'revealer', 'stranger', 'nothing'].map((name) => roleOf(name, [name])),
  policies: [
    policyOf('owner', [allowing(['secret:**'], 'secret:*')]),
    policyOf('lister', [allowing(['secret:**'], 'secret:list'), allowing(['secret:own/**'], 'secret:*')]),
    policyOf('revealer', [allowing(['secret:**'], 'secret:reveal')]),
    policyOf('stranger', [allowing(['secret:own/**'], 'secret:*')]),
    policyOf('nothing', []),
  ],
});

export interface SecretsUnderTestOptions {
  readonly versionsKept?: number;
  readonly model?: AuthorizationModel;
  readonly publicUrl?: string | null;
}

export const ROOTS = new Roots([], [{ version: 1, key: secretKeyOf(newKeyBytes()) }]);

export const RETENTION_MS = 7 * 86_400_000;

/** All services of `secrets` and of the rooms below it, on stores in memory. */
export async function secretsUnderTest({
  versionsKept = 10,
  model = MODEL,
  publicUrl = 'https://coffer.example.org',
}: SecretsUnderTestOptions = {}) {
  const log = new MemoryAuditLog();
  const audit = auditNode(log);
  const { clock, trail } = audit;
  const models = new MemoryModelStore();
  await models.models.insert(model, newId());
  const authorizer = new Authorizer(new ModelReader(models, clock), trail);
  const ring = new SecretsRing();
  const sealing = await ring.sealing(clock);
  const store = new MemorySecretStore(() => clock.now());
  const creations = new MemoryCreationStore();
  const settings = { versionsKept, retentionMs: RETENTION_MS, publicUrl };
  const lookup = new SecretLookup(store, authorizer, settings, clock);
  const publisher = new SecretPublisher(store, lookup, trail, clock);
  const once = creationsOn(creations, ROOTS, trail, clock);
  const create = new CreateSecret(store, authorizer, trail, sealing, once, clock);
  const rotate = new RotateSecret(store, lookup, publisher, sealing, settings, clock);
  const handover = handoverOn({ audit, sealing, roots: ROOTS });
  const shares = new SharedSecrets(store, handover.wraps, clock);
  handover.subjects.register('secret', (wrap) => shares.stands(wrap));
  const values = new BatchValues(store, sealing, clock);
  const verdicts = new Verdicts(authorizer, clock);
  const children = new Children(store, authorizer, clock);
  const settlement = new SecretSettlement(store, shares, clock);
  audit.settlements.register(SECRET, settlement);
  return {
    audit,
    clock,
    log,
    store,
    handover,
    creations,
    settlement,
    ring,
    sealing,
    reseal: new ResealSecrets(store, sealing),
    create,
    put: new PutSecret(store, authorizer, create, rotate, once, clock),
    find: new FindSecret(lookup, trail),
    reveal: new RevealSecret(store, lookup, trail, sealing, clock),
    many: new RevealMany(values, verdicts, trail, clock),
    environment: new RevealEnvironment(children, values, verdicts, authorizer, trail, clock),
    rotate,
    update: new UpdateSecret(lookup, publisher, clock),
    history: new SecretHistory(lookup, trail),
    destroy: new DestroyVersion(store, lookup, publisher, shares, clock),
    remove: new DeleteSecret(lookup, publisher, shares, clock),
    restore: new RestoreSecret(lookup, publisher, clock),
    level: new ListLevel(store, authorizer, trail, clock),
    deleted: new DeletedSecrets(store, settings, clock),
    authorizer,
    lookup,
    list: new ListSecrets(store, authorizer, trail, settings, clock),
    purge: new PurgeSecrets(store, shares, settings, clock),
    sweep: new SweepArchive(store, clock),
    share: new ShareSecret(lookup, shares, handover.wraps, handover.untold, sealing, settings, trail, clock),
    ownShares: new OwnShares(handover.wraps, lookup, trail, clock),
    /** A new request by an account with this role. */
    as: (role: string, context: Partial<RequestContext> = {}) =>
      callerWith(role, { receivedAt: clock.now(), ...context }),
    /** Resolves once the audit holds this many records. Outcomes that are settled in the background come later. */
    recorded: (count: number) => recorded(log, clock, count),
    /** The actions and outcomes in the audit, oldest first. */
    outcomes: () => log.leaves().map((leaf) => `${leaf.action} ${leaf.outcome}`),
  };
}

export type SecretsUnderTest = Awaited<ReturnType<typeof secretsUnderTest>>;

/** Creates a secret at `path` and returns its id. */
export async function aKeptSecret(secrets: SecretsUnderTest, path = 'prod/db', value = 'v1'): Promise<string> {
  const draft = { path, value };
  const created = await secrets.create.create(secrets.as('owner'), draft);
  return created.value.id;
}

function callerWith(role: string, context: Partial<RequestContext>): Caller {
  const request = aRequest(context);
  return {
    principal: {
      userId: newId(),
      username: role,
      roles: [role],
      kind: 'person',
      credential: newId(),
      authenticatedAt: request.receivedAt,
      mfaAt: null,
      passwordChangeRequired: false,
    },
    request,
  };
}

/** The ring of the team secrets, in memory. */
class SecretsRing {
  private readonly rings = new InMemoryKeyRingStore();
  private readonly keyring = new InMemoryKeyring();

  async sealing(clock: Clock): Promise<Sealing> {
    this.keyring.held.set(SECRETS_RING, [secretKeyOf(newKeyBytes())]);
    await this.rings.rings.insert(aKeyRing({ id: SECRETS_RING }), newId());
    return new Sealing(new KeyRingCache(this.keyring, this.rings, clock, DEFAULT_KEY_SETTINGS));
  }

  /** Makes the next version active. Nodes know it after a second of their clock. Resolves to its number. */
  advance(): Promise<number> {
    return advanceRing(this.rings, this.keyring, SECRETS_RING);
  }
}

async function recorded(log: MemoryAuditLog, clock: ManualClock, count: number): Promise<void> {
  const until = clock.at + 60_000;
  while (log.all().length < count) {
    if (clock.at >= until) throw new Error(`the audit holds ${log.all().length} records, not ${count}`);
    await clock.advance(100);
  }
}
