import { ApiProperty } from '@nestjs/swagger';
import { PageOf, TimestampField } from '#access';
import type { Statement } from '../../domain/model.js';
import { NAME_PATTERN } from './policy.fields.js';
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

  @ApiProperty({ description: 'Comes with Coffer. It cannot be changed or removed.', example: false })
  built_in!: boolean;

  @TimestampField()
  created_at!: string;

  @TimestampField()
  updated_at!: string;
}

export class PolicyPageAnswer extends PageOf(PolicyAnswer) {}
