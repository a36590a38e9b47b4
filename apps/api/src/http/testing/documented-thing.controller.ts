import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsString, ValidateNested } from 'class-validator';
import { OwnAccount, Problems, RequirePermission } from '#access';

class Thing {
  @ApiProperty({ description: 'Its name.', example: 'box' })
  @IsString()
  name!: string;
}

class Part {
  @ApiProperty({ description: 'Its size.', type: 'integer', example: 1 })
  @IsInt()
  size!: number;
}

class Box {
  @ApiProperty({ description: 'Its name.', example: 'box' })
  @IsString()
  name!: string;

  @ApiProperty({ type: [Part], description: 'Its parts.' })
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Part)
  parts!: Part[];
}

/** Routes that the tests of the document look at: one for each way in which a route is documented. */
@ApiTags('Secrets')
@Controller('things')
export class ThingController {
  @Get(':id')
  @RequirePermission('secret:read')
  @Problems('secret_expired')
  @ApiOperation({ summary: 'Read a thing', description: 'Masked.' })
  @ApiOkResponse({ type: Thing, description: 'The thing.' })
  read(@Param('id') _: string) {
    return {};
  }

  @Post('own')
  @OwnAccount('auth:mfa-enable', { beforeSecondFactor: true, fresh: true })
  @ApiOperation({ summary: 'Make a thing of your own', description: 'Yours.' })
  @ApiCreatedResponse({ type: Thing, description: 'Made.' })
  own() {
    return {};
  }

  @Post()
  @RequirePermission('secret:write')
  @ApiOperation({ summary: 'Make a thing', description: 'New.' })
  @ApiCreatedResponse({ type: Thing, description: 'Made.' })
  make(@Body() _: Box) {
    return {};
  }
}
