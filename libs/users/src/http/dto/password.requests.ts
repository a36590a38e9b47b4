import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, Max, Min } from 'class-validator';
import { Optional } from '#access';
import { GENERATED_LENGTH, GENERATOR_ALPHABETS } from '../../domain/passwords/password-generator.js';
import { PASSWORD_CLASSES, type PasswordClass } from '../../domain/passwords/password-policy.js';

export class GeneratePasswordRequest {
  @ApiProperty({
    type: 'integer',
    description: 'The number of characters.',
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
    description: `The classes of its characters. It holds at least one character of each. \`special\`: \`${GENERATOR_ALPHABETS.special}\``,
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
