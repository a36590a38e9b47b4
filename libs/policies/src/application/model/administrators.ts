import { Injectable } from '@nestjs/common';
import { Clock, CofferError, type PublishingWindow } from '#kernel';
import { areSame, type EndingRoles, eitherOf } from '../../domain/administrators/known-ends.js';
import type { AuthorizationModel, KnownRoles } from '../../domain/model.js';
import { checkRoomForAdministrators } from '../../domain/model-size.js';
import { ModelPublisher, type Payer } from './model-publisher.js';
import { ModelReader } from './model-reader.js';

/** How long the model remembers who left, in milliseconds: longer than any request may publish. */
const REMEMBERED_MS = 60_000;

/** An administrator's account as it was read. */
export interface AdministratorAccount extends Required<EndingRoles> {
  readonly id: string;
  /** The revision of the account that `roles` are of. */
  readonly revision: number;
}

/**
 * The set of active administrators and their roles. It is part of the model, so that one compare-and-set decides whether
 * somebody can still administer [R94]. A request pays for the model that it writes. What was read of an account is ignored
 * if the model knows of a later revision.
 */
@Injectable()
export class Administrators {
  constructor(
    private readonly publisher: ModelPublisher,
    private readonly reader: ModelReader,
    private readonly clock: Clock,
  ) {}

  /** Call it before an account becomes an administrator, or one gets more roles. Throws `limit_reached`. */
  async requireRoom(): Promise<void> {
    checkRoomForAdministrators((await this.reader.current()).model);
  }

  /** Adds an account, or replaces what is known of its roles. May be repeated. */
  async admit(account: AdministratorAccount, request: Payer, window?: PublishingWindow): Promise<void> {
    const { id, roles, ends, revision } = account;
    const change = (model: AuthorizationModel): AuthorizationModel => {
      const known = model.administratorRoles[id];
      if (known && known.revision > revision) return model;
      if (known && model.administrators.includes(id) && areSame(known, account)) return model;
      return this.with(model, [...model.administrators, id], id, { roles, ends, revision, leftAt: null });
    };
    await this.publisher.record(request.requestId, change, { window, payer: request });
  }

  /**
   * Adds roles to what is known of an administrator, before the account is changed to `revision`. Until then the
   * account has fewer roles, and so at most fewer denies. `roles` and `ends`: those of {@link eitherOf}. Throws `last_administrator` if a new role bars the last one, or its last role gets an end.
   */
  async announce(account: AdministratorAccount, request: Payer): Promise<void> {
    const { id, revision } = account;
    const change = (model: AuthorizationModel): AuthorizationModel => {
      const known = model.administratorRoles[id];
      if (!model.administrators.includes(id)) return model;
      const either = eitherOf(known ?? account, account);
      const latest = Math.max(known?.revision ?? 0, revision);
      if (known && known.revision === latest && areSame(known, either)) return model;
      return this.with(model, model.administrators, id, { ...either, revision: latest, leftAt: null });
    };
    await this.publisher.publish(request.requestId, change, { payer: request });
  }

  /**
   * Removes an account before it is demoted, disabled or deleted by a change that makes it `revision`. Nothing that was
   * read of it before can bring it back. Throws `last_administrator` for the last one.
   */
  async dismiss(id: string, revision: number, request: Payer): Promise<void> {
    const change = (model: AuthorizationModel): AuthorizationModel => {
      const after = this.without(model, id, revision);
      if (after.administrators.length > 0 || model.administrators.length === 0) return after;
      const message = 'This is the last active administrator. Make another account an administrator first.';
      throw new CofferError('last_administrator', message);
    };
    await this.publisher.publish(request.requestId, change, { payer: request });
  }

  /** Removes an account that was read as no active administrator. `revision`: null for an account that is gone. */
  async drop(id: string, revision: number | null, request: Payer, window?: PublishingWindow): Promise<void> {
    const change = (model: AuthorizationModel): AuthorizationModel => {
      const known = model.administratorRoles[id];
      const isOutdated = revision !== null && known !== undefined && known.revision > revision;
      if (isOutdated || !model.administrators.includes(id)) return model;
      return this.without(model, id, revision ?? Number.MAX_SAFE_INTEGER);
    };
    await this.publisher.record(request.requestId, change, { window, payer: request });
  }

  /** Administrators whose roles the model does not know: an older version of Coffer has written it. */
  async unknown(): Promise<readonly string[]> {
    const { model } = await this.reader.current();
    return model.administrators.filter((id) => !(id in model.administratorRoles));
  }

  /** After it resolves, no write that was sent for `requestId` can change the set any more. */
  async fence(requestId: string): Promise<void> {
    await this.publisher.fence(requestId);
  }

  private without(model: AuthorizationModel, id: string, revision: number): AuthorizationModel {
    const left = model.administrators.filter((one) => one !== id);
    const latest = Math.max(model.administratorRoles[id]?.revision ?? 0, revision);
    return this.with(model, left, id, { roles: [], ends: [], revision: latest, leftAt: this.clock.now() });
  }

  private with(
    model: AuthorizationModel,
    administrators: readonly string[],
    id: string,
    known: KnownRoles,
  ): AuthorizationModel {
    const oldest = this.clock.now() - REMEMBERED_MS;
    const kept = Object.entries(model.administratorRoles).filter(
      ([, { leftAt }]) => leftAt === null || leftAt > oldest,
    );
    const administratorRoles = { ...Object.fromEntries(kept), [id]: known };
    return { ...model, administrators: [...new Set(administrators)].sort(), administratorRoles };
  }
}
