import { ApiProperty } from '@nestjs/swagger';
import { TimestampField } from '#access';

export class IssuedResetResponse {
  @ApiProperty({
    enum: ['mail', 'response'],
    description: '`mail`: the token was mailed to the user. `response`: it is in this answer.',
    example: 'mail',
  })
  delivery!: 'mail' | 'response';

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Set if no mail reaches the user: give it to them. It is not shown again.',
    example: null,
  })
  reset_token!: string | null;

  @TimestampField({ example: '2026-11-22T10:00:00.000Z' })
  expires_at!: string;
}
