import { Body, Controller, Get, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsString } from 'class-validator';
import { AuthThrottle, OwnAccount, Public } from '#access';
import { OutcomeUnknown, PartUnavailable, RateCounters } from '#kernel';
import type { MemoryRateCounters } from '#kernel/testing';
import { tinyApp, World } from '../testing/tiny-app.js';

class Password {
  @IsString()
  password!: string;
}

@Controller()
class DoorController {
  @Post('login')
  @Public()
  @AuthThrottle()
  login(@Body() _: Password) {
    return {};
  }

  @Get('me')
  @OwnAccount('auth:me')
  me() {
    return {};
  }
}

async function doors(env: Record<string, string>, world = new World()): Promise<NestFastifyApplication> {
  return tinyApp({ controllers: [DoorController], env, world });
}

const login = (app: NestFastifyApplication, from: string) =>
  app.inject({ method: 'POST', url: '/api/v1/login', payload: { password: 'x' }, remoteAddress: from });
const me = (app: NestFastifyApplication) =>
  app.inject({ method: 'GET', url: '/api/v1/me', headers: { authorization: 'Bearer alice' } });

describe('throttling', () => {
  it('refuses a network that tries too often, before any password check, and not its neighbours', async () => {
    const app = await doors({ AUTH_RATE_PER_MINUTE: '2' });
    const statuses = [];
    for (const from of ['203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.114.1']) {
      statuses.push((await login(app, from)).statusCode);
    }
    expect(statuses).toEqual([201, 201, 429, 201]);
    const refused = await login(app, '203.0.113.4');
    expect(refused.json().code).toBe('rate_limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await app.close();
  });

  it('refuses a principal with too many requests, and does not audit these, so the audit trail stays small [R71]', async () => {
    const world = new World();
    const app = await doors({ RATE_PER_MINUTE: '1' }, world);
    expect((await me(app)).statusCode).toBe(200);
    expect((await me(app)).statusCode).toBe(429);
    expect(world.failures).toEqual([]);
    expect(world.admissions).toBe(1);
    await app.close();
  });

  it('does not limit when the limit is 0', async () => {
    const app = await doors({ RATE_PER_MINUTE: '0', AUTH_RATE_PER_MINUTE: '0' });
    for (let i = 0; i < 40; i += 1) expect((await login(app, '203.0.113.1')).statusCode).toBe(201);
    expect((await me(app)).statusCode).toBe(200);
    await app.close();
  });

  it('refuses password routes, and no others, when requests cannot be counted [R83]', async () => {
    const app = await doors({});
    const counters = app.get<MemoryRateCounters>(RateCounters);
    for (counters.failure of [new PartUnavailable('store'), new OutcomeUnknown(), new Error('a defect')]) {
      expect((await login(app, '203.0.113.1')).json()).toMatchObject({ status: 503, code: 'busy' });
      expect((await me(app)).statusCode).toBe(200);
    }
    await app.close();
  });
});
