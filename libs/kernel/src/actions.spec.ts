import { ACCOUNT_ACTIONS, ALL_PERMISSIONS, kindOf } from './actions.js';

describe('the catalogue of actions', () => {
  it('is exactly this list: a new action needs its own tests', () => {
    expect([...ALL_PERMISSIONS, ...ACCOUNT_ACTIONS].sort()).toEqual([
      'audit:read',
      'auth:email-verify',
      'auth:login',
      'auth:logout',
      'auth:me',
      'auth:mfa-challenge',
      'auth:mfa-code',
      'auth:mfa-disable',
      'auth:mfa-enable',
      'auth:mfa-verify',
      'auth:password',
      'auth:password-forgot',
      'auth:password-reset',
      'auth:reauthenticate',
      'auth:recovery-codes',
      'auth:refresh',
      'auth:register',
      'auth:session-end',
      'auth:sessions',
      'key:read',
      'key:rotate',
      'policy:delete',
      'policy:list',
      'policy:read',
      'policy:write',
      'role:delete',
      'role:list',
      'role:read',
      'role:write',
      'secret:delete',
      'secret:destroy',
      'secret:list',
      'secret:read',
      'secret:reveal',
      'secret:rotate',
      'secret:write',
      'setup:complete',
      'tools:passwords',
      'user:delete',
      'user:disable',
      'user:enable',
      'user:list',
      'user:read',
      'user:reset-password',
      'user:unlock',
      'user:write',
    ]);
  });

  it('tells the kind of a permission', () => {
    expect(kindOf('user:reset-password')).toBe('user');
  });
});
