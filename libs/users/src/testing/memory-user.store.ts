import type { Stored } from '#kernel';
import { MemoryDocuments } from '#kernel/testing';
import { rolesAt } from '../domain/accounts/assignments.js';
import type { User } from '../domain/accounts/user.js';
import { type UserFilter, type UserScan, UserStore } from '../ports/user.store.js';

/** A store of accounts in memory, with the unique keys of the real ones: username and e-mail key. */
export class MemoryUserStore extends UserStore {
  override readonly users = new MemoryDocuments<User>((user) => [`name:${user.username}`, `email:${user.emailKey}`]);

  async findByUsername(username: string): Promise<Stored<User> | null> {
    return this.live().find(({ value }) => value.username === username) ?? null;
  }

  async findByEmailKey(emailKey: string): Promise<Stored<User> | null> {
    return this.live().find(({ value }) => value.emailKey === emailKey) ?? null;
  }

  async list(
    { kind, ownerId, q, role, state, expiresBefore }: UserFilter,
    after: string | null,
    most: number,
  ): Promise<UserScan> {
    const looked = this.users
      .peekAll()
      .filter(({ value }) => value.kind === kind && (ownerId === undefined || value.ownerId === ownerId))
      .filter(({ value }) => after === null || value.username > after)
      .sort((a, b) => (a.value.username < b.value.username ? -1 : 1))
      .slice(0, most);
    const found = looked
      .filter(({ value }) => (state ? value.state === state : value.state !== 'deleted'))
      .filter(({ value }) => (!q || value.username.includes(q)) && (!role || value.roles.includes(role)))
      .filter(
        ({ value: { expiresAt } }) => expiresBefore === undefined || (expiresAt ?? expiresBefore) < expiresBefore,
      );
    return { found, next: looked.length < most ? null : (looked.at(-1)?.value.username ?? null) };
  }

  async anyWithRole(role: string, now: number): Promise<boolean> {
    return this.live().some(({ value }) => rolesAt(value, now).includes(role));
  }

  async countServices(): Promise<number> {
    return this.live().filter(({ value }) => value.kind === 'service').length;
  }

  private live(): Stored<User>[] {
    return this.users.peekAll().filter(({ value }) => value.state !== 'deleted');
  }
}
