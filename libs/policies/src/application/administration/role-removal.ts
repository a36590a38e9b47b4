import { Injectable } from '@nestjs/common';
import { Clock, CofferError, hasEnded, newId, PublishingWindow } from '#kernel';
import { isHeldByAdministrator } from '../../domain/administrators/administrator-roles.js';
import type { AuthorizationModel, Role } from '../../domain/model.js';
import { RoleHolders } from '../../ports/role-holders.js';
import { ModelPublisher, type Payer } from '../model/model-publisher.js';
import { ModelReader } from '../model/model-reader.js';
import { checkChangeable, present, replaced } from './model-objects.js';

/** A mark older than this, in milliseconds, was left by a crash: no request publishes for that long. */
const ABANDONED_MS = 60_000;

type Guard = (model: AuthorizationModel) => void;

/**
 * Removes a role in three steps, so that no account keeps a role that does not exist: mark the role (from then on it
 * cannot be assigned), look whether an account holds it, then remove the role or the mark. An assignment writes the
 * account first and then reads the model again. So either the removal sees the account, or the assignment sees the mark.
 *
 * Only the removal is published under the request's id: setting or removing a mark must not settle as a removal.
 */
@Injectable()
export class RoleRemoval {
  constructor(
    private readonly publisher: ModelPublisher,
    private readonly reader: ModelReader,
    private readonly holders: RoleHolders,
    private readonly clock: Clock,
  ) {}

  /**
   * `guard` throws if the caller may not remove the role. `request` pays for each step. Errors: `not_found`,
   * `precondition_failed`, `built_in`, `conflict`, `in_use`, and those of ModelPublisher.
   */
  async remove(id: string, seen: readonly number[] | null, request: Payer, guard: Guard): Promise<void> {
    const window = new PublishingWindow(this.clock);
    const marked = await this.mark(id, seen, request, guard);
    let removed = false;
    try {
      if (await this.holders.anyWith(marked.name)) throw inUse();
      const removal = (model: AuthorizationModel): AuthorizationModel => {
        checkMark(present(model.roles, id), marked);
        // An administrator is about to get it: the account is written next.
        if (isHeldByAdministrator(model, { kind: 'role', name: marked.name }, this.clock.now())) throw inUse();
        return { ...model, roles: model.roles.filter((role) => role.id !== id) };
      };
      await this.publisher.publish(request.requestId, removal, { window, payer: request });
      removed = true;
    } finally {
      if (!removed) await this.takeBack(marked, request).catch(() => {});
    }
  }

  /** Removes the marks that a crash has left: such a removal has failed. Runs at the start and from time to time. */
  async repair(): Promise<void> {
    const { model } = await this.reader.snapshot();
    for (const role of model.roles) {
      if (role.deletingSince !== null && this.isAbandoned(role.deletingSince)) await this.takeBack(role);
    }
  }

  private async mark(id: string, seen: readonly number[] | null, request: Payer, guard: Guard): Promise<Role> {
    const deletingSince = this.clock.now();
    const marking = (current: AuthorizationModel): AuthorizationModel => {
      const role = present(current.roles, id);
      guard(current);
      checkChangeable(role, seen);
      if (role.deletingSince !== null && !this.isAbandoned(role.deletingSince)) {
        throw new CofferError('conflict', 'Another request is removing the role.');
      }
      return withMark(current, role, deletingSince);
    };
    const model = await this.publisher.publish(newId(), marking, { payer: request });
    return present(model.roles, id);
  }

  private async takeBack(marked: Role, payer?: Payer): Promise<void> {
    const unmarking = (model: AuthorizationModel): AuthorizationModel => {
      const role = model.roles.find((one) => one.id === marked.id);
      return role?.deletingSince === marked.deletingSince ? withMark(model, role, null) : model;
    };
    await this.publisher.publish(newId(), unmarking, { payer });
  }

  private isAbandoned(since: number): boolean {
    return hasEnded(since + ABANDONED_MS + 1, ABANDONED_MS + 1, this.clock.now());
  }
}

function inUse(): CofferError {
  return new CofferError('in_use', 'Accounts have the role. Take it from every account first.');
}

function withMark(model: AuthorizationModel, role: Role, deletingSince: number | null): AuthorizationModel {
  return { ...model, roles: replaced(model.roles, { ...role, deletingSince }) };
}

function checkMark(role: Role, marked: Role): void {
  if (role.deletingSince !== marked.deletingSince) {
    throw new CofferError('conflict', 'The removal took too long and was cancelled. Try again.');
  }
}
