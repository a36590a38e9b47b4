import { ADMINISTRATOR, Administrability, type AuthorizationModel, alteredBuiltIns } from '#policies';
import { type Assignment, assignmentsAt, lastingRoles, rolesAt } from '../../domain/accounts/assignments.js';
import type { User } from '../../domain/accounts/user.js';
import { isActiveAdministrator } from '../accounts/administrator-roster.js';

/** An account with the role `administrator`, and why it cannot administer: one sentence for each cause. */
export interface Examined {
  readonly user: User;
  readonly bars: readonly string[];
}

/** What an operator has to know of who administers. */
export interface Administration {
  /** Names of built-in roles and policies that are missing or altered. */
  readonly altered: readonly string[];
  /** The oldest first. */
  readonly administrators: readonly Examined[];
  /** Ids of accounts that the model's set of administrators lacks or has wrongly. */
  readonly strays: readonly string[];
}

/** Looks at the model and at every account with the role `administrator`. */
export function examine(model: AuthorizationModel, users: readonly User[], now: number): Administration {
  const altered = alteredBuiltIns(model);
  const administrability = new Administrability(model, now);
  const administrators = users
    .toSorted((a, b) => a.createdAt - b.createdAt)
    .map((user) => {
      const state = user.state === 'active' ? [] : [`The account is ${user.state}.`];
      return {
        user,
        bars: [...state, ...endOf(user), ...administrability.barsOf(rolesAt(user, now), lastingRoles(user))],
      };
    });
  const active = new Set(users.filter(isActiveAdministrator).map(({ id }) => id));
  const listed = new Set(model.administrators);
  return {
    altered,
    administrators,
    strays: [...active, ...listed].filter((id) => !active.has(id) || !listed.has(id)).sort(),
  };
}

/** Whether somebody can administer. */
export function isAble({ administrators }: Administration): boolean {
  return administrators.some(({ bars }) => bars.length === 0);
}

/** Whether nothing has to be repaired. */
export function isSound(found: Administration): boolean {
  return found.altered.length === 0 && found.strays.length === 0 && isAble(found);
}

/** The roles with which the account can administer: `administrator`, and those of its roles that do not bar it. */
export function repairedRoles(model: AuthorizationModel, user: User, now: number): readonly Assignment[] {
  const administrability = new Administrability(model, now);
  const others = assignmentsAt(user, now).filter(({ name }) => name !== ADMINISTRATOR);
  return [{ name: ADMINISTRATOR, expiresAt: null }, ...others.filter(({ name }) => !administrability.isBarring(name))];
}

function endOf(user: User): readonly string[] {
  if (user.expiresAt !== null) return ['The account expires.'];
  const isEnding = user.expiringRoles.some(({ name }) => name === ADMINISTRATOR);
  return isEnding ? ['The account is an administrator only for a time.'] : [];
}
