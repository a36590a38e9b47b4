import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsObject, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import { Optional } from '#access';

/** base64 characters: room for a 256-bit key under any key wrap, and for larger keys. */
const PROTECTED_KEY_LIMIT = 4_096;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})+$|^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)$/;
/** base64 of exactly 16 bytes: the last character carries four unused bits, which must be zero. */
const SALT = /^[A-Za-z0-9+/]{21}[AQgw]==$/;

export class KdfRequest {
  @ApiProperty({ enum: ['argon2id', 'pbkdf2-sha256'], example: 'argon2id' })
  @IsIn(['argon2id', 'pbkdf2-sha256'])
  algorithm!: 'argon2id' | 'pbkdf2-sha256';

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 19_456,
    maximum: 1_048_576,
    description: 'Only for Argon2id: 19,456 to 1,048,576.',
    example: 65_536,
  })
  @Optional()
  @IsInt()
  memory_kib?: number;

  @ApiProperty({
    type: 'integer',
    minimum: 2,
    maximum: 10_000_000,
    description: 'Argon2id: 2 to 16; PBKDF2: 600,000 to 10,000,000.',
    example: 3,
  })
  @IsInt()
  iterations!: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 4,
    description: 'Only for Argon2id: 1 to 4.',
    example: 1,
  })
  @Optional()
  @IsInt()
  parallelism?: number;
}

/** What a client that derives its own keys stores with the account. */
export class ClientKeysBody {
  @ApiPropertyOptional({ type: KdfRequest, description: 'The parameters of key derivation in the client.' })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => KdfRequest)
  kdf?: KdfRequest;

  @ApiPropertyOptional({
    type: String,
    description: 'base64 of 16 random bytes.',
    minLength: 24,
    maxLength: 24,
    pattern: SALT.source,
  })
  @Optional()
  @IsString()
  @Matches(SALT, { message: 'encryption_salt must be base64 of exactly 16 bytes' })
  encryption_salt?: string;

  @ApiPropertyOptional({
    type: String,
    description: 'base64: a key that the client sealed. The server cannot open it.',
    minLength: 4,
    maxLength: PROTECTED_KEY_LIMIT,
    pattern: BASE64.source,
  })
  @Optional()
  @IsString()
  @MaxLength(PROTECTED_KEY_LIMIT)
  @Matches(BASE64, { message: 'protected_user_key must be base64' })
  protected_user_key?: string;
}

/** The keys under the field names of the application. */
export function clientKeysOf({ kdf, encryption_salt, protected_user_key }: ClientKeysBody) {
  return {
    kdf: kdf && { ...kdf },
    encryptionSalt: encryption_salt,
    protectedUserKey: protected_user_key,
  };
}
