import { namesTenant } from './tenants.js';

describe('a binding to an issuer from which anybody gets tokens', () => {
  const names = (issuer: string, ...claims: string[]) =>
    namesTenant(
      issuer,
      claims.map((claim) => ({ claim, values: ['x'] })),
    );

  it.each([
    ['https://token.actions.githubusercontent.com', 'environment', 'repository_id'],
    ['https://gitlab.com', 'ref_protected', '/project_id'],
    ['https://agent.buildkite.com', 'build_branch', 'organization_id'],
    ['https://agent.buildkite.com', 'pipeline_slug', 'sub'],
    ['https://app.terraform.io', 'terraform_run_phase', 'terraform_workspace_id'],
    ['https://accounts.google.com', 'email_verified', 'email'],
  ])('%s: %s is not enough, %s is [R139]', (issuer, wide, narrow) => {
    expect(names(issuer, wide)).toBe(false);
    expect(names(issuer, wide, narrow)).toBe(true);
  });

  it('may have any claims if the issuer is of one organization', () => {
    expect(names('https://gitlab.example.org', 'environment')).toBe(true);
  });
});
