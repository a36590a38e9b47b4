import { ApiProperty } from '@nestjs/swagger';

export class ExchangedTokenResponse {
  @ApiProperty({ description: 'Send it as `Authorization: Bearer <token>`.' })
  access_token!: string;

  @ApiProperty({ enum: ['bearer'], example: 'bearer' })
  token_type!: 'bearer';

  @ApiProperty({
    type: 'integer',
    description:
      'Lifetime of the access token, in seconds: at most the `ttl` of the binding, and never longer than the subject_token works.',
    example: 300,
  })
  expires_in!: number;
}
