import { Injectable } from '@nestjs/common';
import { areWithin, type Caller } from '#kernel';
import { Authorizer, type Statement } from '#policies';
import type { User } from '#users';
import { RESOURCE } from './service-account-lookup.js';

/** What narrows a credential of a service account. */
export interface Bounds {
  /** JSON of statements. Null: nothing narrows the roles. */
  readonly scope: string | null;
  /** Null: it works from everywhere. */
  readonly allowedIps: readonly string[] | null;
}

/** A binding has no scope, and its tokens work from everywhere. */
export const UNBOUND: Bounds = { scope: null, allowedIps: null };

/** Nobody makes a credential that is freer than the one they use [R110]. */
@Injectable()
export class CredentialBounds {
  constructor(private readonly authorizer: Authorizer) {}

  /**
   * Throws `forbidden` if the credential of the caller has a scope or networks, and `made` goes beyond them: also if the
   * account may do nothing more now, since it may get more later.
   */
  async require(caller: Caller, { id, username: resourceName }: User, made: Bounds): Promise<void> {
    const target = {
      permission: 'service_account:write',
      resourceType: RESOURCE,
      resourceId: id,
      resourceName,
    } as const;
    const scope = made.scope === null ? null : (JSON.parse(made.scope) as Statement[]);
    await this.authorizer.requireWithinScope(caller, target, scope);
    const own = caller.principal.networks ?? null;
    if (own === null || (made.allowedIps !== null && areWithin(made.allowedIps, own))) return;
    await this.authorizer.forbid(caller, target, 'the credential of the caller works from fewer networks');
  }
}
