import { ApiExtraModels, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, Matches, MaxLength } from 'class-validator';
import { AccountExpiryField, Optional, PageQuery, type RoleBody, RolesField, RuledField, TimedRoleBody } from '#access';
import { MODEL_NAME } from '#kernel';
import { DESCRIPTION_RULE, NAME_RULE } from '../../domain/service-account.js';

/** UTF-16 units of a typed name of a person. */
const OWNER_LIMIT = 256;
const NAME_LIMIT = 128;
/** The states that a list can be filtered by. Deleted accounts are not listed. */
const LISTED_STATES = ['active', 'disabled', 'deleting'] as const;

const OWNER = 'The username of the person who answers for it and gets mails about it: somebody whom you may see.';

function OwnerField(description: string): PropertyDecorator {
  return (target, key) => {
    ApiPropertyOptional({ type: String, description, maxLength: OWNER_LIMIT })(target, key);
    for (const rule of [Optional(), IsString(), MaxLength(OWNER_LIMIT)]) rule(target, key);
  };
}

@ApiExtraModels(TimedRoleBody)
export class CreateServiceAccountRequest {
  @RuledField(NAME_RULE, {
    description:
      'A username without `@`, which no account has yet. Converted to lower case; it never changes. A text in the form of an id is none.',
    example: 'web-deploy',
  })
  name!: string;

  @RuledField(DESCRIPTION_RULE, {
    description: 'What the program is.',
    example: 'Deploys the web shop',
    required: false,
    default: '',
  })
  description?: string;

  @RolesField({
    description:
      'You can give only what you hold yourself, and for no longer. Not `administrator`, and no role that requires a second factor: a program has none.',
    required: true,
  })
  roles!: RoleBody[];

  @OwnerField(`${OWNER} Default: you.`)
  owner?: string;

  @AccountExpiryField()
  expires_at?: string | null;
}

export class ReplaceServiceAccountRequest {
  @RuledField(DESCRIPTION_RULE, {
    description: 'What the program is.',
    example: 'Deploys the web shop',
    required: false,
  })
  description?: string;

  @RolesField({
    description:
      'All roles of the account. They apply from the next request. A name alone keeps the end that the role has; of a new role, it does not end.',
    required: false,
  })
  roles?: RoleBody[];

  @OwnerField(OWNER)
  owner?: string;

  @AccountExpiryField()
  expires_at?: string | null;
}

export class ListServiceAccountsQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, description: 'A part of the name.', maxLength: NAME_LIMIT })
  @Optional()
  @IsString()
  @MaxLength(NAME_LIMIT)
  q?: string;

  @ApiPropertyOptional({ type: String, pattern: MODEL_NAME.source, description: 'The name of a role that they have.' })
  @Optional()
  @IsString()
  @Matches(MODEL_NAME, { message: 'role must be the name of a role' })
  role?: string;

  @ApiPropertyOptional({ enum: LISTED_STATES, description: 'Their state.' })
  @Optional()
  @IsIn(LISTED_STATES)
  state?: (typeof LISTED_STATES)[number];

  @OwnerField('The username of their owner.')
  owner?: string;

  @ApiPropertyOptional({ enum: ['true'], description: 'Only those whose owner is deleted. Not together with `owner`.' })
  @Optional()
  @IsIn(['true'])
  without_owner?: 'true';
}
