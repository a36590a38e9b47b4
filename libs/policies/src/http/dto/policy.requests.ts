import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsArray, IsString, MaxLength } from 'class-validator';
import { Optional } from '#access';
import { DESCRIPTION_MAX_LENGTH } from '../../application/administration/model-objects.js';
import { STATEMENTS_MAX } from '../../domain/statements/statement-validation.js';
import { NAME_PATTERN, TYPED_NAME_MAX } from './policy.fields.js';
import { EXAMPLE_STATEMENTS, StatementBody } from './statement.requests.js';

const STATEMENTS: ApiPropertyOptions = {
  type: [StatementBody],
  minItems: 1,
  maxItems: STATEMENTS_MAX,
  description: 'What it allows and denies. You can allow what you hold yourself, and nothing else.',
  example: EXAMPLE_STATEMENTS,
};

const DESCRIPTION = {
  type: String,
  maxLength: DESCRIPTION_MAX_LENGTH,
  default: '',
  description: 'What it is for.',
  example: 'Reads and reveals what is in production',
};

export class CreatePolicyBody {
  @ApiProperty({
    maxLength: TYPED_NAME_MAX,
    description: `Lower-cased first; then \`${NAME_PATTERN}\`. Unique; it never changes.`,
    example: 'read-production',
  })
  @IsString()
  @MaxLength(TYPED_NAME_MAX)
  name!: string;

  @ApiPropertyOptional(DESCRIPTION)
  @Optional()
  @IsString()
  @MaxLength(DESCRIPTION_MAX_LENGTH * 2)
  description?: string;

  /** Read by the domain, which names what is wrong by its path: `statements[0].actions[1]`. */
  @ApiProperty(STATEMENTS)
  @IsArray()
  statements!: unknown[];
}

/** The whole content: a description that is left out becomes empty. */
export class ReplacePolicyBody {
  @ApiPropertyOptional({
    type: String,
    maxLength: TYPED_NAME_MAX,
    description: 'The present name, if it is sent at all: it cannot be changed.',
  })
  @Optional()
  @IsString()
  @MaxLength(TYPED_NAME_MAX)
  name?: string;

  @ApiPropertyOptional(DESCRIPTION)
  @Optional()
  @IsString()
  @MaxLength(DESCRIPTION_MAX_LENGTH * 2)
  description?: string;

  @ApiProperty(STATEMENTS)
  @IsArray()
  statements!: unknown[];
}
