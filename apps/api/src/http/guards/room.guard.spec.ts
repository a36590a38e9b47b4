import { Controller, Delete, Get, Patch, Post, Put } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OwnAccount, Public, RequirePermission, WorksWhenFull } from '#access';
import { tinyApp, World } from '../testing/tiny-app.js';

@Controller('things')
class Things {
  @Get()
  @RequirePermission('secret:read')
  read() {
    return {};
  }

  @Get('list')
  @RequirePermission('secret:list')
  list() {
    return {};
  }

  @Get('own')
  @OwnAccount('entry:list')
  listOwn() {
    return {};
  }

  @Get('own/one')
  @OwnAccount('entry:read')
  readOwn() {
    return {};
  }

  @Get('me')
  @OwnAccount('auth:me')
  me() {
    return {};
  }

  @Delete()
  @RequirePermission('secret:write')
  remove() {
    return {};
  }

  @Post()
  @RequirePermission('secret:write')
  make() {
    return {};
  }

  @Put()
  @RequirePermission('secret:write')
  replace() {
    return {};
  }

  @Patch()
  @RequirePermission('secret:write')
  change() {
    return {};
  }

  @Post('register')
  @Public()
  register() {
    return {};
  }

  @Post('login')
  @Public()
  @WorksWhenFull()
  login() {
    return {};
  }
}

const READS = ['GET ', 'GET list', 'GET own', 'GET own/one', 'GET me'];
const ROUTES = [...READS, 'DELETE ', 'POST ', 'PUT ', 'PATCH ', 'POST register', 'POST login'];

describe('the reserve of the store [R101]', () => {
  const world = new World();
  let app: NestFastifyApplication;
  beforeAll(async () => {
    app = await tinyApp({ controllers: [Things], world });
  });
  afterAll(() => app.close());

  async function refused(free: number): Promise<string[]> {
    world.free = free;
    await world.room.look();
    const refusals: string[] = [];
    for (const route of ROUTES) {
      const [method, path] = route.split(' ');
      const url = `/api/v1/things${path ? `/${path}` : ''}`;
      const headers = { authorization: 'Bearer alice' };
      const answer = await app.inject({ method: method as 'GET', url, headers });
      if (answer.statusCode === 507) refusals.push(route);
      else expect(answer.statusCode).toBeLessThan(300);
      if (answer.statusCode === 507) expect(answer.json().code).toBe('store_full');
    }
    return refusals;
  }

  it('refuses what fills the store, by any method, and nothing else, until there is room again', async () => {
    expect(await refused(4_000)).toEqual([]);
    expect(await refused(3_999)).toEqual([]);
    expect(await refused(999)).toEqual(['POST ', 'PUT ', 'PATCH ', 'POST register']);
    expect(await refused(124)).toEqual(['GET ', 'GET own/one', 'POST ', 'PUT ', 'PATCH ', 'POST register']);
    expect(await refused(4_000)).toEqual([]);
  });

  it('writes no record of a refusal, since records are what has no room', () => {
    expect(world.failures).toEqual([]);
  });

  it('is shown by /health/ready, which stays ready', async () => {
    await refused(999);
    const ready = await app.inject('/health/ready');
    expect([ready.statusCode, ready.json().room]).toEqual([200, 'reserve']);
  });
});
