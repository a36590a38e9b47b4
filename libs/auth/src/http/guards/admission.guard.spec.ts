import { Controller, type ExecutionContext, Get } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type CofferRequest, OwnAccount, Public, RequirePermission } from '#access';
import type { Caller, Principal } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel, roleOf } from '#policies/testing';
import type { KeyPrincipals } from '../../application/authentication/key-principals.js';
import { addUser, callerAs, type IdentityNode, identityNode, logInWith } from '../../testing/identity-node.js';
import { claimsIn } from '../../testing/session-tokens.js';
import { AdmissionGuard } from './admission.guard.js';
import { AuthenticationGuard } from './authentication.guard.js';

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

/** No request of these tests brings a key. */
const NO_KEYS = {} as KeyPrincipals;

type Route = 'open' | 'permitted' | 'own' | 'first' | 'fresh';

describe('the guard of admission', () => {
  let node: IdentityNode;
  let guard: AdmissionGuard;
  let identification: AuthenticationGuard;
  let caller: Caller;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models, { roles: [{ ...roleOf('guarded', []), mfaRequired: true }] });
    caller = callerAs(await addUser(node, 'ada', { roles: ['guarded'] }));
    await node.policies.reader.current();
    const { authentication, clock } = node;
    identification = new AuthenticationGuard(new Reflector(), authentication, NO_KEYS, clock);
    guard = new AdmissionGuard(new Reflector(), node.admission, identification);
  });

  const ask = (route: Route, given: Caller | null) =>
    guard.canActivate({
      getHandler: () => Routes.prototype[route],
      getArgByIndex: () => ({ caller: given ?? undefined, identifiedAt: node.clock.at }),
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

  describe('of a request whose body comes later than its head', () => {
    let request: CofferRequest;
    let sessionId: string;

    const contextOf = (route: Route) =>
      ({ getHandler: () => Routes.prototype[route], getArgByIndex: () => request }) as unknown as ExecutionContext;
    const sendHead = async (route: Route) => {
      const tokens = await logInWith(node, 'bea');
      ({ sessionId } = claimsIn(tokens));
      node.authentication.remember(tokens.accessToken, claimsIn(tokens));
      request = { headers: { authorization: `Bearer ${tokens.accessToken}` }, context: aRequest({ anonymous: true }) };
      expect(await identification.canActivate(contextOf(route))).toBe(true);
    };
    const sendBody = async (route: Route) => codeOf((async () => guard.canActivate(contextOf(route)))());

    beforeEach(async () => {
      await addUser(node, 'bea');
    });

    it('refuses a session that has ended meanwhile, and takes the caller from the request [R41]', async () => {
      await sendHead('permitted');
      await node.sessions.revoke(sessionId, 'ended', aRequest().requestId);
      node.clock.at += 1;
      expect(await sendBody('permitted')).toBe('unauthenticated');
      expect(request).toMatchObject({ caller: undefined, context: { anonymous: true } });
    });

    it('judges by the roles of now [R46]', async () => {
      await sendHead('permitted');
      const { userId } = request.caller?.principal ?? caller.principal;
      await node.accounts.change(userId, aRequest().requestId, (user) => ({ ...user, roles: ['guarded'] }));
      node.clock.at += 1;
      expect(await sendBody('permitted')).toBe('second_factor_required');
      expect(request.caller?.principal.roles).toEqual(['guarded']);
    });

    it('goes on without a caller where a session is optional', async () => {
      await sendHead('open');
      await node.sessions.revoke(sessionId, 'ended', aRequest().requestId);
      node.clock.at += 1;
      expect(await sendBody('open')).toBe('none');
      expect(request.caller).toBeUndefined();
    });

    it('admits a session that still works, without a promise', async () => {
      await sendHead('permitted');
      const before = request.caller;
      expect(guard.canActivate(contextOf('permitted'))).toBe(true);
      expect(request.caller).toBe(before);
      node.clock.at += 1;
      expect(guard.canActivate(contextOf('own'))).toBe(true);
      expect(request.caller).toEqual(before);
    });
  });
});
