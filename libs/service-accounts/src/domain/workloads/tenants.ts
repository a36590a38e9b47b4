import type { ClaimRule } from './claims.js';
import { claimPath } from './claims.js';

/**
 * Issuers from which anybody in the world gets tokens, for any audience. A binding to one of them must say whose token
 * it accepts: without one of these claims, a stranger's would do, with the same branch or environment.
 */
const OPEN_ISSUERS: Readonly<Record<string, readonly string[]>> = {
  'https://token.actions.githubusercontent.com': [
    ...['repository_id', 'repository_owner_id', 'enterprise_id', 'sub', 'repository', 'repository_owner'],
  ],
  'https://gitlab.com': ['project_id', 'namespace_id', 'sub', 'project_path', 'namespace_path', 'user_id'],
  'https://agent.buildkite.com': ['organization_id', 'organization_slug', 'pipeline_id', 'sub'],
  'https://app.terraform.io': [
    ...['terraform_organization_id', 'terraform_project_id', 'terraform_workspace_id', 'sub'],
    ...['terraform_organization_name'],
  ],
  'https://accounts.google.com': ['sub', 'email', 'hd'],
};

/** The claims of which a binding to the issuer needs one. Null: the issuer gives tokens to nobody but its own people. */
export function tenantClaimsOf(issuer: string): readonly string[] | null {
  return Object.hasOwn(OPEN_ISSUERS, issuer) ? (OPEN_ISSUERS[issuer] ?? null) : null;
}

/** Whether the rules say whose token is meant. */
export function namesTenant(issuer: string, rules: readonly ClaimRule[]): boolean {
  const tenants = tenantClaimsOf(issuer);
  return tenants === null || rules.some(({ claim }) => tenants.includes(claimPath(claim)?.join('/') ?? ''));
}
