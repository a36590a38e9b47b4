import { StoredFormat } from '#kernel';

export const EFFECTS = ['allow', 'deny'] as const;
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** All conditions that are present must hold. */
export interface Conditions {
  /** Addresses or CIDR blocks, IPv4 or IPv6: the client's address must lie in one of them. */
  readonly ip?: readonly string[];
  /** The session must have shown a second factor. */
  readonly mfa?: true;
  /** The session's last second factor must be at most this many seconds old: a whole number from 1. */
  readonly mfa_max_age?: number;
  /**
   * The local time in `zone` must lie in a window. The window begins at `from` (inclusive) on one of `days`. It ends at
   * `to` (exclusive) on the same day, or on the next day if `to` <= `from`.
   */
  readonly time?: { readonly days: readonly Day[]; readonly from: string; readonly to: string; readonly zone: string };
}

export interface Statement {
  readonly effect: (typeof EFFECTS)[number];
  /** `*`, `<kind>:*` or `<kind>:<verb>`. */
  readonly actions: readonly string[];
  /** `**` or `<kind>:<pattern>`. In a pattern, `*` matches any characters of one segment; `**` one or more segments. */
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
}

export interface Policy {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly statements: readonly Statement[];
  readonly builtIn: boolean;
  /** Starts at 1 and grows with each change. It is the policy's ETag. */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Names of policies. */
  readonly policies: readonly string[];
  /** If true, a holder of the role must show a second factor before any of their roles allows anything. */
  readonly mfaRequired: boolean;
  readonly builtIn: boolean;
  /**
   * When a removal marked the role, in milliseconds since 1970; null if no removal is under way. A marked role cannot
   * be assigned any more, but still takes part in decisions.
   */
  readonly deletingSince: number | null;
  /** Starts at 1 and grows with each change. It is the role's ETag. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A role of an administrator that ends. */
export interface RoleEnd {
  readonly name: string;
  /** Milliseconds since 1970; null if it is not known, since a change is under way. */
  readonly until: number | null;
}

/** What the model knows of the account of an administrator. */
export interface KnownRoles {
  /** Names: at least the roles that the account has. A change of the account adds its new roles here first. */
  readonly roles: readonly string[];
  /** Those of `roles` that end some day, with their assignment or with the account, sorted. Absent: none of them does. */
  readonly ends?: readonly RoleEnd[];
  /** The revision of the account that they are of, or that a change under way will make. An older one is ignored. */
  readonly revision: number;
  /** When the account left the administrators, in milliseconds since 1970; null if it has not. */
  readonly leftAt: number | null;
}

/** All roles, policies and active administrators, in one document. Every decision is based on one revision of it. */
export interface AuthorizationModel {
  readonly id: 'model';
  readonly roles: readonly Role[];
  readonly policies: readonly Policy[];
  /** Ids of the active accounts that hold the role `administrator`. */
  readonly administrators: readonly string[];
  /** By account id: of each active administrator, and for a minute of those who left. */
  readonly administratorRoles: Readonly<Record<string, KnownRoles>>;
}

/** How the authorization model is stored, in every store alike. */
export const MODEL_FORMAT = new StoredFormat<AuthorizationModel>({ administratorRoles: {} });

export const MODEL_ID = 'model';
