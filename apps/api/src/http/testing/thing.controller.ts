import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { AuthThrottle, OwnAccount, PageQuery, Public, RequirePermission } from '#access';
import { CofferError } from '#kernel';

/** A text that no answer and no log may contain. */
export const CANARY = 'canary-5up3r-s3cr3t';

class Inner {
  @IsInt()
  size!: number;
}

class Thing {
  @IsString()
  name!: string;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Inner)
  inner?: Inner[];
}

/** Routes with every kind of access, for tests of the edge. */
@Controller('things')
export class ThingController {
  @Get()
  @RequirePermission('secret:list')
  list(@Query() query: PageQuery) {
    return { limit: query.limit ?? null };
  }

  @Get('count/:n')
  @RequirePermission('secret:read')
  count(@Param('n') n: number) {
    return { type: typeof n };
  }

  @Post()
  @RequirePermission('secret:write')
  make(@Body() thing: Thing) {
    return thing;
  }

  @Post('bare')
  @RequirePermission('secret:write')
  bare() {
    return {};
  }

  @Delete(':id')
  @RequirePermission('secret:delete')
  remove() {
    return {};
  }

  @Get('broken')
  @RequirePermission('secret:read')
  broken() {
    throw new Error(CANARY);
  }

  @Get('gone')
  @RequirePermission('secret:read')
  gone() {
    throw new CofferError('secret_expired', 'It has expired.');
  }

  @Get('me')
  @OwnAccount('auth:me')
  me() {
    return { ok: true };
  }

  @Post('login')
  @Public()
  @AuthThrottle('login')
  login(@Body() thing: Thing) {
    return { name: thing.name };
  }
}
