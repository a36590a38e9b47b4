import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsArray, IsString } from 'class-validator';
import { GivenTimeField, Optional, RuledField, Satisfies } from '#access';
import { parseDuration } from '#kernel';
import {
  ALLOWED_IPS_MAX,
  EXPIRES_IN_RULE,
  KEY_NAME_RULE,
  OVERLAP_RULE,
  WRAP_RULE,
} from '../../../domain/keys/key-rules.js';

/** IPv6 with an IPv4 address at its end, and a prefix. */
const LONGEST_NETWORK = 49;
/** Twice the characters of a key: what is longer is none. */
const KEY_LIMIT = 162;
/** The document of policies describes it. */
export const STATEMENT_SCHEMA = 'StatementBody';

export const EXAMPLE_SCOPE = [
  { effect: 'allow', actions: ['secret:read', 'secret:reveal'], resources: ['secret:prod/shop/**'] },
];

class KeyEndFields {
  @RuledField(EXPIRES_IN_RULE, {
    description: 'How long the key works: a whole number and s, m, h or d. Not together with `expires_at`.',
    example: '90d',
    required: false,
  })
  expires_in?: string;

  @GivenTimeField({
    field: 'expires_at',
    description: 'Until when the key works. At most API_KEY_MAX_AGE ahead.',
  })
  expires_at?: string;
}

export class CreateApiKeyRequest extends KeyEndFields {
  @RuledField(KEY_NAME_RULE, {
    description: 'What the key is for. Not unique, and never changes.',
    example: 'pipeline',
  })
  name!: string;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'string', maxLength: LONGEST_NETWORK },
    minItems: 1,
    maxItems: ALLOWED_IPS_MAX,
    description: 'Addresses or CIDR blocks. From elsewhere the key does not work. Absent: it works from everywhere.',
    example: ['203.0.113.0/24', '127.0.0.0/8', '::1'],
  })
  @Optional()
  @IsArray()
  @IsString({ each: true })
  allowed_ips?: string[];

  @ApiPropertyOptional({
    type: 'array',
    items: { $ref: getSchemaPath(STATEMENT_SCHEMA) },
    minItems: 1,
    maxItems: 20,
    description:
      'Statements as in a policy. They only narrow: the key may do what the roles of the account and these statements both allow. At most 200 resources and 16 KiB. Absent: all that the roles allow.',
    example: EXAMPLE_SCOPE,
  })
  @Optional()
  @IsArray()
  scope?: unknown[];
}

export class CreateApiKeyQuery {
  @RuledField(WRAP_RULE, {
    description:
      'Hands the key over: the answer has a token in its place, which opens the key once, for so long (at most `1d`).',
    required: false,
  })
  wrap?: string;
}

/** Milliseconds. Undefined: the key is not handed over. */
export function wrapMsOf({ wrap }: CreateApiKeyQuery): number | undefined {
  const seconds = wrap === undefined ? null : parseDuration(wrap);
  return seconds === null ? undefined : seconds * 1_000;
}

export class RotateApiKeyRequest extends KeyEndFields {
  @RuledField(OVERLAP_RULE, {
    description: 'How long the older key works on, at most: a whole number and s, m, h or d.',
    example: '24h',
    required: false,
    default: '24h',
  })
  overlap?: string;
}

export class LeakedKeyRequest {
  @ApiProperty({
    type: String,
    maxLength: KEY_LIMIT,
    description: 'The key that was found.',
    example: 'coffer_sk_ and 71 letters and digits',
    writeOnly: true,
  })
  @IsString()
  @Satisfies({
    code: 'key',
    message: `key must be a text of at most ${KEY_LIMIT} characters`,
    holds: (text) => text.length <= KEY_LIMIT,
  })
  key!: string;
}
