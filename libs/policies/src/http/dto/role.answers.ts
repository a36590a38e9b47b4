import { ApiProperty } from '@nestjs/swagger';
import type { Page } from '#access';
import type { Role } from '../../domain/model.js';
import { EXAMPLE_TIME, NAME_PATTERN, timestamp } from './policy.fields.js';

export class RoleAnswer {
  @ApiProperty({ format: 'uuid', example: '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7b' })
  id!: string;

  @ApiProperty({ pattern: NAME_PATTERN, example: 'trail-readers' })
  name!: string;

  @ApiProperty({ example: 'People who look after the trail' })
  description!: string;

  @ApiProperty({ type: [String], description: 'Names of policies, sorted.', example: ['auditor'] })
  policies!: readonly string[];

  @ApiProperty({ description: 'Whoever has the role must have shown a second factor, for everything.', example: false })
  mfa_required!: boolean;

  @ApiProperty({ description: 'Came with Coffer: can be neither changed nor removed.', example: false })
  built_in!: boolean;

  @ApiProperty({ format: 'date-time', example: EXAMPLE_TIME })
  created_at!: string;

  @ApiProperty({ format: 'date-time', example: EXAMPLE_TIME })
  updated_at!: string;
}

export class RolePageAnswer implements Page<RoleAnswer> {
  @ApiProperty({ type: [RoleAnswer] })
  items!: readonly RoleAnswer[];

  @ApiProperty({ type: String, nullable: true, description: 'Null alone means the end.', example: null })
  next_cursor!: string | null;
}

export function roleAnswer(role: Role): RoleAnswer {
  return {
    id: role.id,
    name: role.name,
    description: role.description,
    policies: role.policies,
    mfa_required: role.mfaRequired,
    built_in: role.builtIn,
    created_at: timestamp(role.createdAt),
    updated_at: timestamp(role.updatedAt),
  };
}
