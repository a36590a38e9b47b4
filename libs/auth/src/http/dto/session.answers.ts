import { ApiProperty } from '@nestjs/swagger';
import type { Page } from '#access';
import type { Session } from '../../domain/session.js';

const TIME = '2026-11-22T09:30:00.000Z';

export class SessionResponse {
  @ApiProperty({ format: 'uuid', example: '01935b2f-5c1e-7a3b-9c4d-2f6a8e0b1c2d' })
  id!: string;

  @ApiProperty({ format: 'date-time', description: 'The login.', example: TIME })
  created_at!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'The last refresh; before the first one, the login.',
    example: TIME,
  })
  last_refreshed_at!: string;

  @ApiProperty({ format: 'date-time', description: 'When it ends unless it is refreshed before.', example: TIME })
  expires_at!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Where the login came from.', example: '192.0.2.1' })
  ip!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What the login was made with.', example: 'curl/8.9' })
  user_agent!: string | null;

  @ApiProperty({ description: 'Whether it has shown a second factor that counts.', example: false })
  second_factor!: boolean;

  @ApiProperty({ description: 'Whether it is the one that asks.', example: true })
  current!: boolean;
}

export class SessionPageResponse implements Page<SessionResponse> {
  @ApiProperty({ type: [SessionResponse] })
  items!: readonly SessionResponse[];

  @ApiProperty({ type: String, nullable: true, description: 'Null alone means the end.', example: null })
  next_cursor!: string | null;
}

export function sessionResponse(session: Session, currentId: string): SessionResponse {
  return {
    id: session.id,
    created_at: timestamp(session.createdAt),
    last_refreshed_at: timestamp(session.rotatedAt),
    expires_at: timestamp(session.idleExpiresAt),
    ip: session.ip,
    user_agent: session.userAgent,
    second_factor: session.mfaAt !== null,
    current: session.id === currentId,
  };
}

function timestamp(at: number): string {
  return new Date(at).toISOString();
}
