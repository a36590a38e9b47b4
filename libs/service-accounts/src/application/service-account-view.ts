import { Injectable } from '@nestjs/common';
import type { Assignment, Stored } from '#kernel';
import { Accounts, assignmentsAt, type User, type UserState } from '#users';
import { isLeaving } from '../domain/service-account.js';

/** What callers see of a service account. Times are milliseconds since 1970. */
export interface ServiceAccountView {
  readonly id: string;
  readonly revision: number;
  readonly name: string;
  readonly description: string;
  /** The username of the owner; null if the owner is deleted. */
  readonly owner: string | null;
  /** The roles that count now. */
  readonly roles: readonly Assignment[];
  readonly state: UserState;
  readonly expiresAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Makes the views of service accounts. */
@Injectable()
export class ServiceAccountViews {
  constructor(private readonly accounts: Accounts) {}

  async of(stored: Stored<User>, now: number): Promise<ServiceAccountView> {
    return viewOf(stored, await this.ownerName(stored.value.ownerId), now);
  }

  /** The views of a page. Each owner is read once. */
  async ofAll(page: readonly Stored<User>[], now: number): Promise<ServiceAccountView[]> {
    const owners = [...new Set(page.map(({ value }) => value.ownerId))];
    const names = new Map(await Promise.all(owners.map(async (id) => [id, await this.ownerName(id)] as const)));
    return page.map((stored) => viewOf(stored, names.get(stored.value.ownerId) ?? null, now));
  }

  private async ownerName(ownerId: string | null): Promise<string | null> {
    const owner = ownerId === null ? null : await this.accounts.load(ownerId);
    return owner === null || isLeaving(owner.value) ? null : owner.value.username;
  }
}

function viewOf({ value, revision }: Stored<User>, owner: string | null, now: number): ServiceAccountView {
  const { id, username: name, description, state, expiresAt, createdAt, updatedAt } = value;
  const shown = { id, revision, name, description, owner, state, expiresAt, createdAt, updatedAt };
  return { ...shown, roles: assignmentsAt(value, now) };
}
