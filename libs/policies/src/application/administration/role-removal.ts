import { Injectable } from '@nestjs/common';
import { Clock, CofferError, newId, PublishingWindow } from '#kernel';
import type { AuthorizationModel, Role } from '../../domain/model.js';
import { RoleHolders } from '../../ports/role-holders.js';
import { ModelPublisher } from '../model/model-publisher.js';
import { ModelReader } from '../model/model-reader.js';
import { checkChangeable, present, replaced } from './model-objects.js';

/** A mark older than this, in milliseconds, was left by a removal that died: longer than any request publishes. */
const ABANDONED_MS = 60_000;

/**
 * Removing a role in three steps, so that nobody is left with a role that is gone: mark it (from then on it cannot be
 * assigned), look whether anyone holds it, then remove it or take the mark back. Whoever assigns a role writes first
 * and then reads the model again, so one of the two sees the other.
 *
 * Only the removal itself is published under the request's id: what a mark alone has done is no removal.
 */
@Injectable()
export class RoleRemoval {
  constructor(
    private readonly publisher: ModelPublisher,
    private readonly reader: ModelReader,
    private readonly holders: RoleHolders,
    private readonly clock: Clock,
  ) {}

  async remove(id: string, seen: number | null, requestId: string): Promise<void> {
    const window = new PublishingWindow(this.clock);
    const marked = await this.mark(id, seen);
    let removed = false;
    try {
      if (await this.holders.anyWith(marked.name)) {
        throw new CofferError('in_use', 'Accounts hold the role: take it from every one of them first.');
      }
      const removal = (model: AuthorizationModel): AuthorizationModel => {
        checkMark(present(model.roles, id), marked);
        return { ...model, roles: model.roles.filter((role) => role.id !== id) };
      };
      await this.publisher.publish(requestId, removal, window);
      removed = true;
    } finally {
      if (!removed) await this.takeBack(marked).catch(() => {});
    }
  }

  /** Takes back the marks that a crash has left: such a removal counts as failed. For the start and a timer. */
  async repair(): Promise<void> {
    const { model } = await this.reader.snapshot();
    for (const role of model.roles) {
      if (role.deletingSince !== null && this.isAbandoned(role.deletingSince)) await this.takeBack(role);
    }
  }

  private async mark(id: string, seen: number | null): Promise<Role> {
    const deletingSince = this.clock.now();
    const model = await this.publisher.publish(newId(), (current) => {
      const role = present(current.roles, id);
      checkChangeable(role, seen);
      if (role.deletingSince !== null && !this.isAbandoned(role.deletingSince)) {
        throw new CofferError('conflict', 'The role is being removed by somebody else.');
      }
      return withMark(current, role, deletingSince);
    });
    return present(model.roles, id);
  }

  private async takeBack(marked: Role): Promise<void> {
    await this.publisher.publish(newId(), (model) => {
      const role = model.roles.find((one) => one.id === marked.id);
      return role?.deletingSince === marked.deletingSince ? withMark(model, role, null) : model;
    });
  }

  private isAbandoned(since: number): boolean {
    return this.clock.now() - since > ABANDONED_MS;
  }
}

function withMark(model: AuthorizationModel, role: Role, deletingSince: number | null): AuthorizationModel {
  return { ...model, roles: replaced(model.roles, { ...role, deletingSince }) };
}

function checkMark(role: Role, marked: Role): void {
  if (role.deletingSince !== marked.deletingSince) {
    throw new CofferError('conflict', 'The removal took too long and was taken back. Try again.');
  }
}
