import { ApiProperty } from '@nestjs/swagger';
import { PageOf, TimestampField } from '#access';

export class SessionResponse {
  @ApiProperty({ format: 'uuid', example: '01935b2f-5c1e-7a3b-9c4d-2f6a8e0b1c2d' })
  id!: string;

  @TimestampField({ description: 'When the user logged in.' })
  created_at!: string;

  @TimestampField({ description: 'The last refresh. Until the first refresh: the login.' })
  last_refreshed_at!: string;

  @TimestampField({ description: 'When it ends, unless it is refreshed before.' })
  expires_at!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The address of the login. Null: it was not known.',
    example: '192.0.2.1',
  })
  ip!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The User-Agent of the login.', example: 'curl/8.9' })
  user_agent!: string | null;

  @ApiProperty({ description: 'Whether the session has shown a second factor that counts.', example: false })
  second_factor!: boolean;

  @ApiProperty({ description: 'Whether this session made the request.', example: true })
  current!: boolean;
}

export class SessionPageResponse extends PageOf(SessionResponse) {}

export class FreshResponse {
  @TimestampField({ description: 'Until then the session counts as fresh.', example: '2026-11-22T09:35:00.000Z' })
  fresh_until!: string;
}
