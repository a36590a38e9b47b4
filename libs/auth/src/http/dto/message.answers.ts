import { ApiProperty } from '@nestjs/swagger';

/** The wire text after a code was mailed. */
export const CODE_SENT = 'OTP sent to your email';

export class MessageResponse {
  @ApiProperty()
  message!: string;
}
