import { type ArgumentsHost, Catch, Controller, type ExceptionFilter, Get, Module, Post, Req } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory, Reflector } from '@nestjs/core';
import { JwtService } from '@nestjs/jwt';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type CofferRequest, CurrentCaller, PROBLEMS, Public, RequirePermission } from '#access';
import { type Caller, Clock, CofferError, newId } from '#kernel';
import { aRequest } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import type { KeyAuthentication } from '#service-accounts';
import { type User } from '#users';
import { AccessTokenStrategy } from '../../adapters/access-token.strategy.js';
import { JwtAccessTokenSigner } from '../../adapters/jwt.access-token-signer.js';
import { Authentication } from '../../application/authentication/authentication.js';
import { KeyPrincipals } from '../../application/authentication/key-principals.js';
import { AUTH_SETTINGS } from '../../testing/foundation.js';
import { addUser, type IdentityNode, identityNode, logInWith } from '../../testing/identity-node.js';
import { AuthenticationGuard } from './authentication.guard.js';

@Controller()
class Routes {
  @Get('public')
  @Public()
  open(@Req() request: CofferRequest) {
    return { username: request.caller?.principal.username ?? null };
  }

  @Post('optional')
  @Public({ session: 'auth:logout' })
  optional(@Req() request: CofferRequest) {
    return { username: request.caller?.principal.username ?? null };
  }

  @Get('permitted')
  @RequirePermission('secret:read')
  permitted(@CurrentCaller() caller: Caller) {
    return { username: caller.principal.username };
  }

  @Get('undeclared')
  undeclared() {
    return {};
  }
}

/** Knows one key, and says of the others what is in their text. */
const KEYS = {
  identify: (text: string) => {
    const what = text.slice('coffer_sk_'.length);
    const program = { kind: 'service', userId: newId(), username: 'bot', roles: [], credential: newId() } as const;
    return what === 'good' ? { ...program, authenticatedAt: 0, mfaAt: null, passwordChangeRequired: false } : what;
  },
} as unknown as KeyAuthentication;

/** What the refusals said. */
const why: string[] = [];

@Catch(CofferError)
class Problems implements ExceptionFilter {
  catch(error: CofferError, host: ArgumentsHost) {
    const reply = host.switchToHttp().getResponse<{ status(code: number): { send(body: object): unknown } }>();
    why.push(error.message);
    return reply.status(PROBLEMS[error.code].status).send({ code: error.code });
  }
}

describe('the guards of authentication', () => {
  let node: IdentityNode;
  let app: NestFastifyApplication;
  let ada: User;
  let token: string;

  const get = async (url: string, authorization?: string, method: 'GET' | 'POST' = 'GET') => {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await app.inject({ method, url, headers });
    return { status: answer.statusCode, body: answer.json() as { code?: string; username?: string | null } };
  };
  const logIn = async (name: string) => (await logInWith(node, name)).accessToken;

  beforeAll(async () => {
    node = identityNode();
    node.clock.at = Date.now();
    await publishModel(node.stores.models);
    ada = await addUser(node, 'ada');
    token = await logIn('ada');
    new AccessTokenStrategy(node.roots, AUTH_SETTINGS, node.clock);

    @Module({
      controllers: [Routes],
      providers: [
        { provide: Authentication, useValue: node.authentication },
        { provide: KeyPrincipals, useValue: new KeyPrincipals(KEYS) },
        { provide: APP_GUARD, useFactory: guard, inject: [Reflector, Authentication, KeyPrincipals, Clock] },
        { provide: Clock, useValue: node.clock },
        { provide: APP_FILTER, useClass: Problems },
      ],
    })
    class Api {}
    app = await NestFactory.create<NestFastifyApplication>(Api, new FastifyAdapter(), { logger: false });
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRequest', async (request: object) => {
        Object.assign(request, { context: aRequest() });
      });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });

  afterAll(() => app.close());

  it.each([undefined, '', 'Bearer', 'Bearer x', 'Basic YWRhOmFkYQ=='])('refuses %j', async (header) => {
    expect(await get('/permitted', header)).toEqual({ status: 401, body: { code: 'unauthenticated' } });
  });

  it('tells an expired token from a forged one with the same claims, by either clock', async () => {
    const signer = new JwtAccessTokenSigner(new JwtService({}), node.roots, AUTH_SETTINGS);
    const subject = { userId: ada.id, sessionId: newId(), generation: 0 };
    const { token: old } = signer.sign(subject, Date.now() - 3_600_000);
    why.length = 0;
    await get('/permitted', `Bearer ${old}`);
    await get('/permitted', `Bearer ${old.slice(0, -43)}${'A'.repeat(43)}`);
    expect(why).toEqual([expect.stringContaining('has expired'), expect.stringContaining('not one that this server')]);
    const now = node.clock.at;
    node.clock.at += 3_600_000;
    await get('/permitted', `Bearer ${token}`);
    expect(why[2]).toMatch('has expired');
    node.clock.at = now;
  });

  it('refuses a forged token, also after a genuine one was accepted', async () => {
    expect((await get('/permitted', `Bearer ${token}`)).status).toBe(200);
    const [header, payload] = token.split('.');
    expect((await get('/permitted', `Bearer ${header}.${payload}.${'A'.repeat(43)}`)).status).toBe(401);
  });

  it.each([
    ['unknown', 'coffer_sk_unknown', 'this server has'],
    ['ended', 'coffer_sk_ended', 'works no longer'],
    ['expired', 'coffer_sk_expired', 'has expired'],
    ['from elsewhere', 'coffer_sk_network', 'from this address'],
  ])('refuses a key that is %s, and says why [R136]', async (_, key, told) => {
    why.length = 0;
    expect(await get('/permitted', `Bearer ${key}`)).toEqual({ status: 401, body: { code: 'unauthenticated' } });
    expect(why).toEqual([expect.stringContaining(told)]);
  });

  it('takes a key by its prefix, and asks nobody else about it', async () => {
    expect((await get('/permitted', 'Bearer coffer_sk_good')).body).toEqual({ username: 'bot' });
    for (const header of ['coffer_sk_good', 'Basic coffer_sk_good', 'Bearer coffer_sk_good x', 'Bearer COFFER_SK_good'])
      expect((await get('/permitted', header)).status).toBe(401);
  });

  it('refuses a route that declares no access, whoever calls', async () => {
    expect((await get('/undeclared', `Bearer ${token}`)).status).toBe(500);
  });

  it('verifies a token once through passport, and then takes it from memory', async () => {
    const fresh = await logIn('ada');
    expect(node.authentication.known(fresh)).toBeNull();
    expect((await get('/permitted', `Bearer ${fresh}`)).body).toEqual({ username: 'ada' });
    expect(node.authentication.known(fresh)).toMatchObject({ userId: ada.id });
    expect((await get('/permitted', `bearer ${fresh}`)).body).toEqual({ username: 'ada' });
  });

  it('ignores tokens on public routes', async () => {
    for (const header of [undefined, 'Bearer x', `Bearer ${token}`]) {
      expect((await get('/public', header)).body).toEqual({ username: null });
    }
  });

  it('uses a valid token and ignores an invalid one on a route where it is optional', async () => {
    expect((await get('/optional', undefined, 'POST')).body).toEqual({ username: null });
    expect((await get('/optional', 'Bearer x', 'POST')).body).toEqual({ username: null });
    expect((await get('/optional', `Bearer ${token}`, 'POST')).body).toEqual({ username: 'ada' });
  });
});

function guard(reflector: Reflector, authentication: Authentication, keys: KeyPrincipals, clock: Clock) {
  return new AuthenticationGuard(reflector, authentication, keys, clock);
}
