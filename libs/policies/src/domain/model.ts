export const EFFECTS = ['allow', 'deny'] as const;
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** All conditions that are present must hold. */
export interface Conditions {
  /** CIDR blocks, IPv4 or IPv6; the client's address is in one of them. */
  readonly ip?: readonly string[];
  readonly mfa?: true;
  /** Seconds since the session's last second factor, at most; whole and at least 1. */
  readonly mfa_max_age?: number;
  /**
   * Local time in `zone` lies in a window that begins at `from` (inclusive) on one of `days` and ends at `to`
   * (exclusive): the same day, or the next one if to <= from.
   */
  readonly time?: { readonly days: readonly Day[]; readonly from: string; readonly to: string; readonly zone: string };
}

export interface Statement {
  readonly effect: (typeof EFFECTS)[number];
  /** `*`, `<kind>:*` or `<kind>:<verb>`. */
  readonly actions: readonly string[];
  /** `**`, or `<kind>:<pattern>`: `*` stands for any run of characters in one segment, `**` for one or more segments. */
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
}

export interface Policy {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly statements: readonly Statement[];
  readonly builtIn: boolean;
  /** From 1, raised by each change: the policy's ETag. */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Policy names. */
  readonly policies: readonly string[];
  /** Whether who has the role must have shown a second factor that counts, for whatever their roles allow. */
  readonly mfaRequired: boolean;
  readonly builtIn: boolean;
  /**
   * When the first step of a removal marked the role, in milliseconds since 1970; null otherwise. A marked role
   * cannot be assigned any more, and still decides.
   */
  readonly deletingSince: number | null;
  /** From 1, raised by each change: the role's ETag. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The one document that decides: all roles, policies and active administrators. */
export interface AuthorizationModel {
  readonly id: 'model';
  readonly roles: readonly Role[];
  readonly policies: readonly Policy[];
  /** Ids of the active accounts that hold the role `administrator`. */
  readonly administrators: readonly string[];
}

export const MODEL_ID = 'model';
/** Larger serialized models are refused with `model_full`. */
export const MODEL_MAX_BYTES = 8 * 1024 * 1024;
/**
 * Patterns of all policies together; with more, a model is refused with `model_full`. Indexed for a set of roles that
 * holds them all, each costs some 200 bytes and a microsecond a permission.
 */
export const MODEL_MAX_PATTERNS = 50_000;
