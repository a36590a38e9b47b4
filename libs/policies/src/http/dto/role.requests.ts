import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsString, MaxLength } from 'class-validator';
import { Optional } from '#access';
import { DESCRIPTION_MAX_LENGTH } from '../../application/administration/model-objects.js';
import { ROLE_POLICIES_MAX } from '../../application/administration/role-admin.js';
import { NAME_PATTERN, TYPED_NAME_MAX } from './policy.fields.js';

const POLICIES: ApiPropertyOptions = {
  type: [String],
  maxItems: ROLE_POLICIES_MAX,
  items: { type: 'string', pattern: NAME_PATTERN },
  description: 'Names of policies. You can give what you hold yourself, and nothing else.',
  example: ['auditor'],
};

const DESCRIPTION = {
  type: String,
  maxLength: DESCRIPTION_MAX_LENGTH,
  default: '',
  description: 'Who it is for.',
  example: 'People who look after the trail',
};

const MFA_REQUIRED = 'Whoever has the role, built-in roles beside it included, must have shown a second factor.';

export class CreateRoleBody {
  @ApiProperty({
    maxLength: TYPED_NAME_MAX,
    description: `Lower-cased first; then \`${NAME_PATTERN}\`. Unique; it never changes.`,
    example: 'trail-readers',
  })
  @IsString()
  @MaxLength(TYPED_NAME_MAX)
  name!: string;

  @ApiPropertyOptional(DESCRIPTION)
  @Optional()
  @IsString()
  @MaxLength(DESCRIPTION_MAX_LENGTH * 2)
  description?: string;

  @ApiProperty(POLICIES)
  @IsArray()
  @ArrayMaxSize(ROLE_POLICIES_MAX)
  @IsString({ each: true })
  policies!: string[];

  @ApiPropertyOptional({ type: Boolean, default: false, description: MFA_REQUIRED })
  @Optional()
  @IsBoolean()
  mfa_required?: boolean;
}

/** The whole content: a description that is left out becomes empty, and a demand for a second factor stays. */
export class ReplaceRoleBody {
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

  @ApiProperty(POLICIES)
  @IsArray()
  @ArrayMaxSize(ROLE_POLICIES_MAX)
  @IsString({ each: true })
  policies!: string[];

  @ApiPropertyOptional({ type: Boolean, description: `${MFA_REQUIRED} Left out: as it is.` })
  @Optional()
  @IsBoolean()
  mfa_required?: boolean;
}
