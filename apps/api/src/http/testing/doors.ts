import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsArray, IsOptional, IsString } from 'class-validator';
import { AuthThrottle, Costs, CostsByList, CurrentRequest, OwnAccount, Public } from '#access';
import type { RequestContext } from '#kernel';
import { type TinyOptions, tinyApp } from './tiny-app.js';

class Text {
  @IsString()
  text!: string;
}

class List {
  @IsArray()
  list!: unknown[];
}

class Search {
  @IsOptional()
  @IsString()
  q?: string;
}

const REFRESH = { field: 'text', kind: 'refresh' } as const;

/** Routes of every kind that the limits know. */
@Controller()
class DoorController {
  @Post('login')
  @Public()
  @AuthThrottle('login')
  login(@Body() _: Text) {
    return {};
  }

  @Post('prelogin')
  @Public()
  @AuthThrottle('prelogin')
  prelogin(@Body() _: Text) {
    return {};
  }

  @Post('refresh')
  @Public()
  @AuthThrottle('session', REFRESH)
  refresh(@Body() _: Text) {
    return {};
  }

  @Post('renew')
  @Public()
  @AuthThrottle('session', REFRESH)
  renew(@Body() _: Text, @CurrentRequest() request: RequestContext) {
    request.accountId = 'ann';
    request.records = 2;
    return {};
  }

  @Post('password')
  @OwnAccount('auth:password')
  @AuthThrottle('credential')
  password(@Body() _: Text) {
    return {};
  }

  @Get('me')
  @OwnAccount('auth:me')
  me(@CurrentRequest() request: RequestContext) {
    request.records = 2;
    return {};
  }

  @Get('search')
  @OwnAccount('auth:me')
  @Costs(5, { parameter: 'q', tokens: 20 })
  search(@Query() query: Search) {
    return query;
  }

  @Post('many')
  @OwnAccount('auth:me')
  @CostsByList({ field: 'list', aToken: 5, most: 100 })
  many(@Body() { list }: List) {
    return { list };
  }

  @Get('reserving')
  @OwnAccount('auth:me')
  reserving(@CurrentRequest() { reserve }: RequestContext) {
    reserve?.(10 * 1_048_576);
    reserve?.(10 * 1_048_576);
    return {};
  }

  @Get('large')
  @OwnAccount('auth:me')
  large() {
    return { text: 'x'.repeat(10 * 65_536) };
  }

  @Get('work')
  @OwnAccount('auth:me')
  work(@CurrentRequest() request: RequestContext) {
    request.cost = 15;
    return {};
  }

  @Delete('me')
  @OwnAccount('auth:me')
  remove(@CurrentRequest() request: RequestContext) {
    request.records = 1;
    return {};
  }

  @Post('logout')
  @OwnAccount('auth:logout')
  @AuthThrottle('session')
  logout() {
    return {};
  }
}

/** An api with these routes only. */
export const doors = (env: Record<string, string>, more: Partial<TinyOptions> = {}): Promise<NestFastifyApplication> =>
  tinyApp({ controllers: [DoorController], env, ...more });

export type Door = 'login' | 'prelogin' | 'refresh' | 'password';

export const knock = (app: NestFastifyApplication, door: Door, from: string, text = 'x') =>
  app.inject({
    ...{ method: 'POST', url: `/api/v1/${door}`, payload: { text }, remoteAddress: from },
    headers: door === 'password' ? { authorization: 'Bearer alice' } : {},
  });
/** A request of alice's. */
export const me = (app: NestFastifyApplication) =>
  app.inject({ method: 'GET', url: '/api/v1/me', headers: { authorization: 'Bearer alice' } });
