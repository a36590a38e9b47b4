import { ApiProperty } from '@nestjs/swagger';
import { PageOf, TimestampField } from '#access';
import { TOKEN_ALGORITHMS, type TokenAlgorithm } from '../../../domain/workloads/identity-provider.js';

export class IdentityProviderResponse {
  @ApiProperty({ format: 'uuid', example: '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a' })
  id!: string;

  @ApiProperty({ example: 'github-actions' })
  name!: string;

  @ApiProperty({ example: 'https://token.actions.githubusercontent.com' })
  issuer!: string;

  @ApiProperty({ example: 'https://coffer.example.org' })
  audience!: string;

  @ApiProperty({ type: String, nullable: true, example: null })
  jwks_uri!: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: null })
  jwks!: object | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'https://token.actions.githubusercontent.com/.well-known/openid-configuration',
  })
  discovery!: string | null;

  @ApiProperty({ enum: TOKEN_ALGORITHMS, isArray: true, example: ['RS256'] })
  algorithms!: readonly TokenAlgorithm[];

  @ApiProperty({ example: false })
  private_network!: boolean;

  @ApiProperty({ type: String, nullable: true, example: null })
  ca!: string | null;

  @TimestampField()
  created_at!: string;

  @TimestampField()
  updated_at!: string;
}

export class IdentityProviderPage extends PageOf(IdentityProviderResponse, 'In the order of names.') {}
