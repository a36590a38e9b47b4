import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, Max, Min } from 'class-validator';
import { Optional } from '#access';
import {
  GENERATED_LENGTH,
  GENERATOR_ALPHABETS,
  type GeneratedPassword,
} from '../../domain/passwords/password-generator.js';
import { PASSWORD_CLASSES, type PasswordClass } from '../../domain/passwords/password-policy.js';

export class GeneratePasswordRequest {
  @ApiProperty({
    type: 'integer',
    description: 'Characters.',
    example: 24,
    minimum: GENERATED_LENGTH.min,
    maximum: GENERATED_LENGTH.max,
  })
  @IsInt()
  @Min(GENERATED_LENGTH.min)
  @Max(GENERATED_LENGTH.max)
  length!: number;

  @ApiPropertyOptional({
    enum: PASSWORD_CLASSES,
    isArray: true,
    description: `What its characters are taken from; it holds at least one of each. \`special\`: \`${GENERATOR_ALPHABETS.special}\``,
    default: PASSWORD_CLASSES,
    minItems: 1,
    maxItems: PASSWORD_CLASSES.length,
    uniqueItems: true,
  })
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(PASSWORD_CLASSES, { each: true })
  classes?: PasswordClass[];
}

export class GeneratedPasswordResponse {
  @ApiProperty({ example: 'r7)Kq]fW2c~Hn:x8TzL;e4Vd' })
  password!: string;

  @ApiProperty({
    description: 'log2 of how many passwords it could have been, all equally likely; rounded down to a tenth.',
    example: 155.6,
  })
  entropy_bits!: number;
}

export function generatedPasswordResponse({ password, entropyBits }: GeneratedPassword): GeneratedPasswordResponse {
  return { password, entropy_bits: entropyBits };
}
