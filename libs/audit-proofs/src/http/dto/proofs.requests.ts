import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, Matches, Max, Min } from 'class-validator';
import { Optional, PageQuery, Satisfies } from '#access';
import { canonicalId, isId } from '#kernel';
import type { CheckpointKind } from '../../application/reading/published-log.js';

const KINDS: readonly CheckpointKind[] = ['signed', 'witnessed'];

/** A number of the log, or of its leaves. 15 digits stay below the largest exact integer. */
const COUNT = /^[1-9]\d{0,14}$/;
const MAX_COUNT = 999_999_999_999_999;
const SECONDS = /^(?:[1-9]|10)s$/;

/** A whole number in a query. With `example`, it is required. */
function CountQuery(field: string, description: string, example?: number): PropertyDecorator {
  const documented = { type: 'integer', minimum: 1, maximum: MAX_COUNT, description } as const;
  const presence =
    example === undefined ? [ApiPropertyOptional(documented), Optional()] : [ApiProperty({ ...documented, example })];
  return applyDecorators(...presence, Matches(COUNT, { message: `${field} must be a whole number from 1 on` }));
}

/** A whole number in a body. */
function CountField(field: string, description: string): PropertyDecorator {
  const range = { message: `${field} must be a whole number from 1 to ${MAX_COUNT}` };
  return applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_COUNT, description }),
    Optional(),
    IsInt(range),
    Min(1, range),
    Max(MAX_COUNT, range),
  );
}

export class AuditCheckpointQuery {
  @ApiPropertyOptional({
    enum: KINDS,
    default: 'signed',
    description: '`signed`: the newest. `witnessed`: the newest with as many cosignatures as the policy asks for.',
  })
  @Optional()
  @IsIn(KINDS, { message: `kind must be one of ${KINDS.join(', ')}` })
  kind?: CheckpointKind;
}

export class AuditProofQuery {
  @CountQuery('size', 'The size of a checkpoint that you have. Default: that of the newest.')
  size?: string;

  @ApiPropertyOptional({
    type: String,
    pattern: SECONDS.source,
    description: 'Wait so long for a checkpoint that covers the record: `1s` to `10s`. Default: not at all.',
  })
  @Optional()
  @Matches(SECONDS, { message: 'wait must be 1s to 10s' })
  wait?: string;
}

export class AuditConsistencyQuery {
  @CountQuery('from', 'The size of the older checkpoint.', 1)
  from!: string;

  @CountQuery('to', 'The size of the newer checkpoint. Default: that of the newest.')
  to?: string;
}

export class AuditReceiptsQuery extends PageQuery {
  @ApiProperty({
    type: String,
    format: 'uuid',
    description: 'The `X-Request-Id` of an answer that you got.',
    example: '01936f40-2b6c-7d11-a3f0-9c5e7b1d4f02',
  })
  @Satisfies({
    code: 'id',
    holds: (text) => isId(canonicalId(text)),
    message: 'request_id must be the id of a request',
  })
  request_id!: string;
}

export class AuditBundleRequest {
  @CountField(
    'from_seq',
    'From the record of this number on. It begins earlier, where a tile begins. Default: the first.',
  )
  from_seq?: number;

  @CountField(
    'to_seq',
    'To the record of this number. It ends later, where a tile ends. Default: the newest that is covered.',
  )
  to_seq?: number;

  @ApiProperty({
    description:
      'With the names, addresses and reasons that were not erased, each with its salt. That needs `audit:export-personal`, too.',
    example: false,
  })
  @IsBoolean({ message: 'personal must be true or false' })
  personal!: boolean;
}
