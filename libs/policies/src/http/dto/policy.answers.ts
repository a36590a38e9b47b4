import { ApiProperty } from '@nestjs/swagger';
import type { Page } from '#access';
import type { Policy, Statement } from '../../domain/model.js';
import { EXAMPLE_TIME, NAME_PATTERN, timestamp } from './policy.fields.js';
import { EXAMPLE_STATEMENTS, StatementBody } from './statement.requests.js';

export class PolicyAnswer {
  @ApiProperty({ format: 'uuid', example: '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a' })
  id!: string;

  @ApiProperty({ pattern: NAME_PATTERN, example: 'read-production' })
  name!: string;

  @ApiProperty({ example: 'Reads and reveals what is in production' })
  description!: string;

  @ApiProperty({ type: [StatementBody], example: EXAMPLE_STATEMENTS })
  statements!: readonly Statement[];

  @ApiProperty({ description: 'Came with Coffer: can be neither changed nor removed.', example: false })
  built_in!: boolean;

  @ApiProperty({ format: 'date-time', example: EXAMPLE_TIME })
  created_at!: string;

  @ApiProperty({ format: 'date-time', example: EXAMPLE_TIME })
  updated_at!: string;
}

export class PolicyPageAnswer implements Page<PolicyAnswer> {
  @ApiProperty({ type: [PolicyAnswer] })
  items!: readonly PolicyAnswer[];

  @ApiProperty({ type: String, nullable: true, description: 'Null alone means the end.', example: null })
  next_cursor!: string | null;
}

export function policyAnswer(policy: Policy): PolicyAnswer {
  return {
    id: policy.id,
    name: policy.name,
    description: policy.description,
    statements: policy.statements,
    built_in: policy.builtIn,
    created_at: timestamp(policy.createdAt),
    updated_at: timestamp(policy.updatedAt),
  };
}
