import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { Optional, RuledField } from '#access';
import { parseDuration } from '#kernel';
import type { ShareTerms } from '../../application/sharing/share-secret.js';
import { RECIPIENT_NOTE_RULE, SHARE_LIFE_DEFAULT, SHARE_LIFE_RULE, SHARE_VIEWS_MAX } from '../../domain/share.js';

const VIEWS = `views must be a whole number from 1 to ${SHARE_VIEWS_MAX}`;

export class ShareSecretBody {
  @RuledField(SHARE_LIFE_RULE, {
    description: 'How long the link works: a whole number with `m`, `h` or `d`, at most `7d`.',
    required: false,
    default: SHARE_LIFE_DEFAULT,
    example: '1d',
  })
  expires_in?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: SHARE_VIEWS_MAX,
    default: 1,
    description: 'How often it may be opened, by anybody who has the link.',
  })
  @Optional()
  @Max(SHARE_VIEWS_MAX, { message: VIEWS })
  @Min(1, { message: VIEWS })
  @IsInt({ message: VIEWS })
  views?: number;

  @RuledField(RECIPIENT_NOTE_RULE, {
    description: 'A word to the recipient. The page shows it with the value, and your list shows it. Not sealed.',
    required: false,
    nullable: true,
    example: 'For the new mail server',
  })
  recipient_note?: string | null;
}

export function termsOf({ expires_in, views, recipient_note }: ShareSecretBody): ShareTerms {
  const seconds = parseDuration(expires_in ?? SHARE_LIFE_DEFAULT) ?? 0;
  return { lifeMs: seconds * 1_000, views: views ?? 1, note: recipient_note ?? null };
}
