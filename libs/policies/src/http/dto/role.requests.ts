import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsString } from 'class-validator';
import { Optional } from '#access';
import { ROLE_POLICIES_MAX } from '../../application/administration/role-admin.js';
import { CurrentNameField, DescriptionField, NAME_PATTERN, NameField } from './policy.fields.js';

const POLICIES: ApiPropertyOptions = {
  type: [String],
  maxItems: ROLE_POLICIES_MAX,
  items: { type: 'string', pattern: NAME_PATTERN },
  description: 'Names of policies. You can give only what you hold yourself.',
  example: ['auditor'],
};
const PURPOSE = 'Who the role is for.';
const EXAMPLE_PURPOSE = 'People who look after the trail';
const MFA_REQUIRED =
  'If true, holders must show a second factor before any of their roles, also a built-in one, allows anything.';

export class CreateRoleBody {
  @NameField('trail-readers')
  name!: string;

  @DescriptionField(PURPOSE, EXAMPLE_PURPOSE)
  description?: string;

  @ApiProperty(POLICIES)
  @IsArray()
  @ArrayMaxSize(ROLE_POLICIES_MAX)
  @IsString({ each: true })
  policies!: string[];

  @ApiPropertyOptional({
    type: Boolean,
    description: `${MFA_REQUIRED} If omitted, a new role asks for it if one of your own roles does.`,
  })
  @Optional()
  @IsBoolean()
  mfa_required?: boolean;
}

/** The whole content: if the description is omitted, it becomes empty. If `mfa_required` is omitted, it stays. */
export class ReplaceRoleBody {
  @CurrentNameField()
  name?: string;

  @DescriptionField(PURPOSE, EXAMPLE_PURPOSE)
  description?: string;

  @ApiProperty(POLICIES)
  @IsArray()
  @ArrayMaxSize(ROLE_POLICIES_MAX)
  @IsString({ each: true })
  policies!: string[];

  @ApiPropertyOptional({ type: Boolean, description: `${MFA_REQUIRED} If omitted, it stays unchanged.` })
  @Optional()
  @IsBoolean()
  mfa_required?: boolean;
}
