import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

/** The longest token that is read at all, in UTF-16 code units: longer than any genuine one. */
const TOKEN_LIMIT = 2_048;

export class UnwrapRequest {
  @ApiProperty({
    description: 'The token that you were given: in a link, what stands behind `#`.',
    maxLength: TOKEN_LIMIT,
    writeOnly: true,
    example: 'the token that you were given',
  })
  @MaxLength(TOKEN_LIMIT)
  @IsString()
  token!: string;
}
