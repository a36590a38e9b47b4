import { ApiProperty } from '@nestjs/swagger';
import { PageOf, TimestampField } from '#access';
import { NAME_PATTERN } from './policy.fields.js';

export class RoleAnswer {
  @ApiProperty({ format: 'uuid', example: '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7b' })
  id!: string;

  @ApiProperty({ pattern: NAME_PATTERN, example: 'trail-readers' })
  name!: string;

  @ApiProperty({ example: 'People who look after the trail' })
  description!: string;

  @ApiProperty({ type: [String], description: 'Names of policies, sorted.', example: ['auditor'] })
  policies!: readonly string[];

  @ApiProperty({
    description: 'If true, holders must show a second factor before any of their roles allows anything.',
    example: false,
  })
  mfa_required!: boolean;

  @ApiProperty({ description: 'Comes with Coffer. It cannot be changed or removed.', example: false })
  built_in!: boolean;

  @TimestampField()
  created_at!: string;

  @TimestampField()
  updated_at!: string;
}

export class RolePageAnswer extends PageOf(RoleAnswer) {}
