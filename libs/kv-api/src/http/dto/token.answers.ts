import { ApiProperty } from '@nestjs/swagger';
import { EnvelopeFields } from '../envelope.js';

const TYPE = '`service`: of a session. `batch`: of a program; it cannot be renewed or revoked here.';

export class TokenFields {
  @ApiProperty({ format: 'uuid', description: 'The session, key or binding of the token.' })
  accessor!: string;

  @ApiProperty({ description: 'The username, or the name of the service account.', example: 'ci-deploy' })
  display_name!: string;

  @ApiProperty({ format: 'uuid', description: 'The account.' })
  entity_id!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expire_time!: string | null;

  @ApiProperty({ type: 'integer', enum: [0] })
  explicit_max_ttl!: 0;

  @ApiProperty({ description: 'The token that you sent.' })
  id!: string;

  @ApiProperty({ type: 'null', example: null })
  meta!: null;

  @ApiProperty({ type: 'integer', enum: [0] })
  num_uses!: 0;

  @ApiProperty({ enum: [true] })
  orphan!: true;

  @ApiProperty({ enum: ['auth/token'] })
  path!: 'auth/token';

  @ApiProperty({ description: 'The roles that count now.', type: [String], example: ['deployers'] })
  policies!: readonly string[];

  @ApiProperty({ enum: [false] })
  renewable!: false;

  @ApiProperty({ type: 'integer', description: 'Seconds that the token works on.', example: 300 })
  ttl!: number;

  @ApiProperty({ enum: ['service', 'batch'], description: TYPE })
  type!: 'service' | 'batch';
}

export class TokenResponse extends EnvelopeFields {
  @ApiProperty({ type: TokenFields })
  data!: TokenFields;
}

export class LoginAuth {
  @ApiProperty({ description: 'Send it as `X-Vault-Token`.' })
  client_token!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The key. Null after an exchange.' })
  accessor!: string | null;

  @ApiProperty({ description: 'The roles that count now. Empty after an exchange.', type: [String] })
  policies!: readonly string[];

  @ApiProperty({ description: 'The same.', type: [String] })
  token_policies!: readonly string[];

  @ApiProperty({
    type: 'object',
    description: 'The service account, as the request named it.',
    additionalProperties: { type: 'string' },
    example: { role: 'ci-deploy' },
  })
  metadata!: Readonly<Record<string, string>>;

  @ApiProperty({ type: 'integer', description: 'Seconds that the token works.', example: 300 })
  lease_duration!: number;

  @ApiProperty({ enum: [false] })
  renewable!: false;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The account. Null after an exchange.' })
  entity_id!: string | null;

  @ApiProperty({ enum: ['batch'], description: 'It cannot be renewed or revoked here.' })
  token_type!: 'batch';

  @ApiProperty({ enum: [true] })
  orphan!: true;

  @ApiProperty({ type: 'integer', enum: [0] })
  num_uses!: 0;
}

export class VaultLoginResponse {
  @ApiProperty({ format: 'uuid', description: 'The same as in X-Request-Id.' })
  request_id!: string;

  @ApiProperty({ enum: [''] })
  lease_id!: '';

  @ApiProperty({ enum: [false] })
  renewable!: false;

  @ApiProperty({ type: 'integer', enum: [0] })
  lease_duration!: 0;

  @ApiProperty({ type: 'null', example: null })
  data!: null;

  @ApiProperty({ type: 'null', example: null })
  wrap_info!: null;

  @ApiProperty({ type: 'null', example: null })
  warnings!: null;

  @ApiProperty({ type: LoginAuth })
  auth!: LoginAuth;
}
