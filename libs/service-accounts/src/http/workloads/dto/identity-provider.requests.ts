import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsArray, IsBoolean, IsObject, IsString } from 'class-validator';
import { Nullable, Optional, RuledField } from '#access';
import { TOKEN_ALGORITHMS } from '../../../domain/workloads/identity-provider.js';
import {
  AUDIENCE_RULE,
  CA_RULE,
  DISCOVERY_RULE,
  ISSUER_RULE,
  JWKS_URI_RULE,
  PROVIDER_NAME_RULE,
} from '../../../domain/workloads/provider-rules.js';

const GITHUB = 'https://token.actions.githubusercontent.com';
const ONE_OF = 'Exactly one of `jwks_uri`, `jwks` and `discovery`.';

class ProviderFields {
  @RuledField(ISSUER_RULE, {
    description: 'The `iss` of its tokens, exactly, character by character.',
    example: GITHUB,
  })
  issuer!: string;

  @RuledField(AUDIENCE_RULE, {
    description:
      'The `aud` of the tokens for this server, exactly: best its own URL. A token for several audiences is refused. No other provider may have the same issuer and audience.',
    example: 'https://coffer.example.org',
  })
  audience!: string;

  @RuledField(JWKS_URI_RULE, {
    description: `${ONE_OF} The https URL of its key set. It is asked at most once in 10 minutes, or twice a minute if tokens have an unknown key. No redirect is followed; the answer may take 5 s and have 256 KiB.`,
    required: false,
    nullable: true,
  })
  jwks_uri?: string | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: `${ONE_OF} The key set itself (RFC 7517): 1 to 100 public keys, at most 64 KiB.`,
  })
  @Nullable()
  @IsObject()
  jwks?: object | null;

  @RuledField(DISCOVERY_RULE, {
    description: `${ONE_OF} The https URL of its OpenID Connect discovery document. It must have the same \`issuer\`, and names the key set.`,
    example: `${GITHUB}/.well-known/openid-configuration`,
    required: false,
    nullable: true,
  })
  discovery?: string | null;

  @ApiProperty({
    enum: TOKEN_ALGORITHMS,
    isArray: true,
    minItems: 1,
    maxItems: TOKEN_ALGORITHMS.length,
    uniqueItems: true,
    description: 'The algorithms with which its tokens may be signed.',
    example: ['RS256'],
  })
  @IsArray()
  @IsString({ each: true })
  algorithms!: string[];

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description:
      'Whether the URL may lead to an address that is not of the internet: a private, loopback or link-local one. If false, such an address is refused.',
  })
  @Optional()
  @IsBoolean()
  private_network?: boolean;

  @RuledField(CA_RULE, {
    description:
      'The certificates (PEM) that alone may vouch for the host of the URL. Null or absent: those that Node.js trusts.',
    required: false,
    nullable: true,
  })
  ca?: string | null;
}

export class CreateIdentityProviderRequest extends ProviderFields {
  @RuledField(PROVIDER_NAME_RULE, { description: 'Unique. It never changes.', example: 'github-actions' })
  name!: string;
}

/** The whole content: what is absent gets its default. */
export class ReplaceIdentityProviderRequest extends ProviderFields {
  @RuledField(PROVIDER_NAME_RULE, {
    description: 'May be omitted. If it is sent, it must be the current name: names never change.',
    required: false,
  })
  name?: string;
}
