import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ALL_PERMISSIONS } from '#kernel';
import { MFA_MAX_AGE_MAX, NETWORKS_MAX } from '../../domain/conditions/condition-validation.js';
import { DAYS, EFFECTS, type Statement } from '../../domain/model.js';
import { NAME_MAX_LENGTH } from '../../domain/names.js';
import { ACTIONS_MAX, RESOURCES_MAX } from '../../domain/statements/statement-validation.js';

/** IPv6 with an IPv4 address at its end, and a prefix. */
const LONGEST_NETWORK = 49;
const LONGEST_ACTION = Math.max(...ALL_PERMISSIONS.map(({ length }) => length));
/** The longest kind, a colon and a pattern. */
const LONGEST_RESOURCE = LONGEST_ACTION + NAME_MAX_LENGTH;

/** These classes only document the policy language. The domain validates statements, and names an error by its path. */

class TimeCondition {
  @ApiProperty({
    enum: DAYS,
    isArray: true,
    minItems: 1,
    maxItems: DAYS.length,
    description: 'Days on which the window begins.',
    example: ['mon', 'fri'],
  })
  days!: string[];

  @ApiProperty({
    pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
    maxLength: 5,
    description: 'When the window begins.',
    example: '08:00',
  })
  from!: string;

  @ApiProperty({
    pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
    maxLength: 5,
    description: 'When the window ends (exclusive): on the same day, or on the next day if it is not after `from`.',
    example: '18:00',
  })
  to!: string;

  @ApiProperty({ description: 'The IANA time zone of the window.', maxLength: 64, example: 'Europe/Berlin' })
  zone!: string;
}

class ConditionsBody {
  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'string', maxLength: LONGEST_NETWORK },
    minItems: 1,
    maxItems: NETWORKS_MAX,
    description: "Addresses or CIDR blocks, IPv4 or IPv6. The client's address must lie in one of them.",
    example: ['10.0.0.0/8', 'fd00::/8'],
  })
  ip?: string[];

  @ApiPropertyOptional({
    type: Boolean,
    enum: [true],
    description: 'The session must have shown a second factor.',
    example: true,
  })
  mfa?: boolean;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MFA_MAX_AGE_MAX,
    description: "The session's last second factor must be at most this many seconds old.",
    example: 3600,
  })
  mfa_max_age?: number;

  @ApiPropertyOptional({ type: TimeCondition, description: 'The local time must lie in a weekly window.' })
  time?: TimeCondition;
}

export class StatementBody {
  @ApiProperty({ enum: EFFECTS, description: 'A matching deny wins over every allow.', example: 'allow' })
  effect!: string;

  @ApiProperty({
    type: 'array',
    items: { type: 'string', maxLength: LONGEST_ACTION },
    minItems: 1,
    maxItems: ACTIONS_MAX,
    description: '`<kind>:<verb>`, `<kind>:*` or `*`.',
    example: ['secret:list', 'secret:read', 'secret:reveal'],
  })
  actions!: string[];

  @ApiProperty({
    type: 'array',
    items: { type: 'string', maxLength: LONGEST_RESOURCE },
    minItems: 1,
    maxItems: RESOURCES_MAX,
    description:
      '`**` or `<kind>:<pattern>`. In a pattern, `*` matches any characters inside one level; a level `**` matches one or more levels.',
    example: ['secret:prod/**'],
  })
  resources!: string[];

  @ApiPropertyOptional({ type: ConditionsBody, description: 'All given conditions must hold.' })
  conditions?: ConditionsBody;
}

export const EXAMPLE_STATEMENTS: Statement[] = [
  {
    effect: 'allow',
    actions: ['secret:list', 'secret:read', 'secret:reveal'],
    resources: ['secret:prod/**'],
  },
  { effect: 'deny', actions: ['secret:reveal'], resources: ['secret:prod/root/**'] },
];
