import { Controller, type ExecutionContext, Get } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { OwnAccount, Public, RequirePermission } from '#access';
import type { Caller, Principal } from '#kernel';
import { codeOf } from '#kernel/testing';
import { publishModel, roleOf } from '#policies/testing';
import { addUser, callerAs, type IdentityNode, identityNode } from '../../testing/identity-node.js';
import { AdmissionGuard } from './admission.guard.js';

@Controller()
class Routes {
  @Get('public')
  @Public({ session: 'auth:logout' })
  open() {}

  @Get('permitted')
  @RequirePermission('secret:read')
  permitted() {}

  @Get('own')
  @OwnAccount('auth:sessions')
  own() {}

  @Get('first')
  @OwnAccount('auth:me', { beforePasswordChange: true, beforeSecondFactor: true })
  first() {}

  @Get('fresh')
  @OwnAccount('auth:mfa-enable', { beforeSecondFactor: true, fresh: true })
  fresh() {}
}

type Route = 'open' | 'permitted' | 'own' | 'first' | 'fresh';

describe('the guard of admission', () => {
  let node: IdentityNode;
  let guard: AdmissionGuard;
  let caller: Caller;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models, { roles: [{ ...roleOf('guarded', []), mfaRequired: true }] });
    caller = callerAs(await addUser(node, 'ada', { roles: ['guarded'] }));
    await node.policies.reader.current();
    guard = new AdmissionGuard(new Reflector(), node.admission);
  });

  const ask = (route: Route, given: Caller | null) =>
    guard.canActivate({
      getHandler: () => Routes.prototype[route],
      getArgByIndex: () => ({ caller: given ?? undefined }),
    } as unknown as ExecutionContext);
  const answers = async (more: Partial<Principal>) => {
    const principal = { ...caller.principal, authenticatedAt: node.clock.at, ...more };
    const asked = async (route: Route) => ask(route, { ...caller, principal });
    const codes: Record<string, unknown> = {};
    for (const route of ['open', 'permitted', 'own', 'first', 'fresh'] as const) {
      codes[route] = await codeOf(asked(route));
    }
    return codes;
  };

  it('refuses a session that must change its password, except for the change [R26]', async () => {
    const refused = 'password_change_required';
    expect(await answers({ passwordChangeRequired: true, mfaAt: 1 })).toEqual({
      ...{ open: 'none', permitted: refused, own: refused, first: 'none', fresh: refused },
    });
  });

  it('refuses a session without the second factor that a role requires, except where it can get one', async () => {
    const refused = 'second_factor_required';
    expect(await answers({})).toEqual({ open: 'none', permitted: refused, own: refused, first: 'none', fresh: 'none' });
  });

  it('refuses a session that is not fresh on a route that needs a fresh one [R25]', async () => {
    expect(await answers({ mfaAt: 1, authenticatedAt: 0 })).toEqual({
      ...{ open: 'none', permitted: 'none', own: 'none', first: 'none', fresh: 'reauthentication_required' },
    });
  });

  it('admits all other callers, and everybody on a public route, without a promise', () => {
    const principal = { ...caller.principal, mfaAt: 1, authenticatedAt: node.clock.at };
    for (const route of ['permitted', 'own', 'first', 'fresh'] as const) {
      expect(ask(route, { ...caller, principal })).toBe(true);
    }
    expect(ask('open', null)).toBe(true);
    expect(node.records).toEqual([]);
  });
});
