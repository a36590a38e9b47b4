import { Injectable } from '@nestjs/common';
import { Creations, idTaken } from '#idempotency';
import {
  type Caller,
  Clock,
  CofferError,
  changedMeanwhile,
  Gone,
  type Permission,
  type Plaintext,
  type Stored,
} from '#kernel';
import { Authorizer } from '#policies';
import { changesMoreThanExpiry, checkMetadata, completeMetadata, type MetadataChange } from '../../domain/metadata.js';
import { checkPath } from '../../domain/path.js';
import { isPathTaken } from '../../domain/refusals.js';
import type { Secret } from '../../domain/secret.js';
import { checkValue } from '../../domain/value.js';
import { SecretStore } from '../../ports/secret.store.js';
import { recorded, SECRET } from '../queries/secret-lookup.js';
import { RotateSecret, type ValueMaker } from '../versions/rotate-secret.js';
import { CreateSecret, live, requestBody, type SecretDraft } from './create-secret.js';
import type { PutConditions, PutResult } from './put-conditions.js';

interface Put {
  readonly caller: Caller;
  readonly path: string;
  readonly value: Plaintext | ValueMaker;
  readonly change: MetadataChange;
  readonly conditions: PutConditions;
  readonly key: string | null;
}

/**
 * Keeps a value at a path: creates the secret, or rotates the secret that is there. A race with another request makes it
 * look again, so two at once never lose a value.
 */
@Injectable()
export class PutSecret {
  constructor(
    private readonly store: SecretStore,
    private readonly authorizer: Authorizer,
    private readonly creating: CreateSecret,
    private readonly rotating: RotateSecret,
    private readonly creations: Creations,
    private readonly clock: Clock,
  ) {}

  /**
   * `key`: the Idempotency-Key, or null. Attributes that the draft lacks get their defaults in a new secret, and stay as
   * they are in an existing one. Errors: those of Creations, CreateSecret and RotateSecret, but never `path_taken` or
   * `not_found`; `forbidden` without `secret:write` for a new secret, without `secret:rotate` for an existing one, and
   * without both for an existing one whose description, owner or tags the draft gives; `precondition_failed`; `conflict` if
   * the secret was deleted and created again and again meanwhile.
   */
  async put(caller: Caller, draft: SecretDraft, conditions: PutConditions, key: string | null): Promise<PutResult> {
    const { path: givenPath, value: givenValue, ...given } = draft;
    const path = checkPath(givenPath);
    const value = checkValue(givenValue);
    const change = checkMetadata(given, this.clock.now());
    await this.requireEither(caller, path);
    const put: Put = { caller, path, value, change, conditions, key };
    return this.keep(put, requestBody({ path, value, ...completeMetadata(change) }));
  }

  /**
   * As {@link put}, with a value that is made of the present one. It opens that value, and shows nothing of it: needs no
   * `secret:reveal`.
   */
  async putMade(caller: Caller, path: string, value: ValueMaker, conditions: PutConditions): Promise<PutResult> {
    checkPath(path);
    await this.requireEither(caller, path);
    return this.keep({ caller, path, value, change: {}, conditions, key: null }, {});
  }

  /** `body`: what the Idempotency-Key belongs to. */
  private keep(put: Put, body: object): Promise<PutResult> {
    const request = { route: 'PUT /secrets/by-path', body, action: 'secret:write', resourceType: SECRET } as const;
    return this.creations.once<PutResult>(put.caller, put.key, request, {
      make: (id) => this.make(put, id),
      find: (id) => this.find(put.path, id),
      recorded: ({ created, stored }) => recorded(created ? 'secret:write' : 'secret:rotate', stored.value),
    });
  }

  /** A caller who may do neither is refused before anything is read, so that the answer does not show what is there. */
  private async requireEither(caller: Caller, path: string): Promise<void> {
    const rotates = await this.authorizer.decide(caller, 'secret:rotate', path);
    if (!rotates.allowed) await this.require(caller, 'secret:write', path, null);
  }

  /**
   * Each change is tried once: the audit tells intents apart by request, action and secret. Throws `id_taken` if another
   * request with the key made the secret meanwhile: it is then found and recorded as a replay.
   */
  private async make(put: Put, id: string): Promise<PutResult> {
    const tried = new Set<string>();
    for (;;) {
      const head = await this.store.findByPath(put.path);
      const target = head?.value.id ?? id;
      if (head && target === id) throw idTaken();
      if (tried.has(target)) throw changedMeanwhile('secret');
      tried.add(target);
      try {
        return head ? await this.rotate(put, head, id) : await this.create(put, id);
      } catch (error) {
        if (!isPathTaken(error) && !(error instanceof Gone)) throw error;
      }
    }
  }

  private async create({ caller, path, value, change, conditions }: Put, id: string): Promise<PutResult> {
    await this.require(caller, 'secret:write', path, null);
    if (conditions.mustExist) throw new CofferError('precondition_failed', 'There is no secret at this path.');
    const fresh = { id, path, ...completeMetadata(change) };
    const first = typeof value === 'string' ? value : checkValue(value(null));
    return { created: true, stored: await this.creating.make(caller, fresh, first, this.clock.now()) };
  }

  private async rotate(put: Put, head: Stored<Secret>, id: string): Promise<PutResult> {
    const { caller, value, change, conditions, key } = put;
    const { path, id: secretId } = head.value;
    await this.require(caller, 'secret:rotate', path, secretId);
    if (changesMoreThanExpiry(change)) await this.require(caller, 'secret:write', path, secretId);
    if (conditions.mustBeNew) throw new CofferError('precondition_failed', 'There is a secret at this path already.');
    const next = { value, change, creationId: key === null ? undefined : id, from: conditions.version };
    return { created: false, stored: await this.rotating.publish(caller, head, next, conditions.seen) };
  }

  /** What the request with this id in the record of its key has made: the secret, or a version of it. */
  private async find(path: string, id: string): Promise<PutResult | null> {
    const own = live(await this.store.heads.load(id));
    if (own) return { created: true, stored: own };
    const head = await this.store.findByPath(path);
    const made = head?.value.versions.some(({ creationId }) => creationId === id);
    return head && made ? { created: false, stored: head } : null;
  }

  private require(caller: Caller, permission: Permission, name: string, resourceId: string | null) {
    return this.authorizer.requireCreation(caller, { permission, name, resourceType: SECRET, resourceId });
  }
}
