import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsString, MaxLength } from 'class-validator';
import { Optional } from '#access';
import { EnvelopeFields } from '../envelope.js';

/** Each path is decided for up to four permissions. */
export const CAPABILITY_PATHS_MAX = 32;
const PATH_LIMIT = 512;
const TOKEN_LIMIT = 2_048;

export class CapabilitiesRequest {
  @ApiPropertyOptional({
    type: [String],
    minItems: 1,
    maxItems: CAPABILITY_PATHS_MAX,
    items: { type: 'string', maxLength: PATH_LIMIT },
  })
  @Optional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(CAPABILITY_PATHS_MAX)
  @IsString({ each: true })
  @MaxLength(PATH_LIMIT, { each: true })
  paths?: string[];

  @ApiPropertyOptional({
    maxLength: PATH_LIMIT,
    description: 'One path instead of `paths`.',
    example: 'secret/data/prod/db',
  })
  @Optional()
  @IsString()
  @MaxLength(PATH_LIMIT)
  path?: string;

  @ApiPropertyOptional({ maxLength: TOKEN_LIMIT, writeOnly: true, description: 'Your own token, if anything.' })
  @Optional()
  @IsString()
  @MaxLength(TOKEN_LIMIT)
  token?: string;
}

const CAPABILITIES = ['create', 'delete', 'deny', 'list', 'patch', 'read', 'update'];

export class CapabilitiesResponse extends EnvelopeFields {
  @ApiProperty({
    type: 'object',
    description: 'By each path, what you may do there: `deny` alone if nothing. With one path also as `capabilities`.',
    additionalProperties: { type: 'array', items: { type: 'string', enum: CAPABILITIES } },
    example: { capabilities: ['read'], 'secret/data/prod/db': ['read'] },
  })
  data!: Readonly<Record<string, readonly string[]>>;
}
