import { ApiProperty } from '@nestjs/swagger';
import { PageOf, TimestampField } from '#access';

export class BindingResponse {
  @ApiProperty({ format: 'uuid', example: '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a' })
  id!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The name of the identity provider. Null: it was deleted, so the binding works no more.',
    example: 'github-actions',
  })
  provider!: string | null;

  @ApiProperty({
    type: 'object',
    description: 'What the token must say. A claim with one text has that text.',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
    example: { repository_id: '74', environment: ['production', 'staging'] },
  })
  claims!: Readonly<Record<string, string | readonly string[]>>;

  @ApiProperty({ example: '10m' })
  ttl!: string;

  @TimestampField()
  created_at!: string;

  @TimestampField()
  updated_at!: string;
}

export class BindingPageResponse extends PageOf(BindingResponse, 'The oldest first.') {}
