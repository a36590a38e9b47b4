import { ApiProperty } from '@nestjs/swagger';
import { IsObject, IsString, MaxLength } from 'class-validator';
import { Optional, RuledField } from '#access';
import { RULES_MAX, TTL_DEFAULT, TTL_RULE, VALUE_MAX, VALUES_MAX } from '../../../domain/workloads/binding.js';

/** Of an id, or of the longest name. */
const PROVIDER_LIMIT = 64;

const CLAIMS =
  'What the token must say: all of these claims, each with one of these texts. A claim is named by its name, or by a JSON pointer (RFC 6901) to a text inside it: `/kubernetes.io/namespace`. If the claim is a list, one of its texts must be there. Texts are compared exactly. At least one claim must say who acts: not only `aud`, `iss`, `exp`, `iat`, `nbf`, `jti`.';
const CLAIM_TEXT = { type: 'string', minLength: 1, maxLength: VALUE_MAX } as const;

function ClaimsField(): PropertyDecorator {
  return (target, key) => {
    ApiProperty({
      type: 'object',
      description: CLAIMS,
      minProperties: 1,
      maxProperties: RULES_MAX,
      additionalProperties: {
        oneOf: [CLAIM_TEXT, { type: 'array', items: CLAIM_TEXT, minItems: 1, maxItems: VALUES_MAX }],
      },
      example: { repository_id: '74', repository_owner_id: '65', environment: ['production', 'staging'] },
    })(target, key);
    IsObject()(target, key);
  };
}

function TtlField(): PropertyDecorator {
  return RuledField(TTL_RULE, {
    description: 'How long an access token works at most. It never works longer than the token that was shown for it.',
    example: '10m',
    required: false,
    default: TTL_DEFAULT,
  });
}

export class CreateBindingRequest {
  @ApiProperty({
    type: String,
    maxLength: PROVIDER_LIMIT,
    description: 'The name or the id of an identity provider that you may read. It never changes.',
    example: 'github-actions',
  })
  @IsString()
  @MaxLength(PROVIDER_LIMIT)
  provider!: string;

  @ClaimsField()
  claims!: Record<string, unknown>;

  @TtlField()
  ttl?: string;
}

/** The whole content: what is absent gets its default. */
export class ReplaceBindingRequest {
  @ApiProperty({
    type: String,
    required: false,
    maxLength: PROVIDER_LIMIT,
    description: 'May be omitted. If it is sent, it must be the current provider.',
  })
  @Optional()
  @IsString()
  @MaxLength(PROVIDER_LIMIT)
  provider?: string;

  @ClaimsField()
  claims!: Record<string, unknown>;

  @TtlField()
  ttl?: string;
}
